package io.tickcast.alert.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.alert.rule.Receiver;
import io.tickcast.alert.rule.WebhookFormat;
import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReceiverCheckTest {
    private static final String SECRET = WebhookSecret.generate();

    private static Optional<String> problem(boolean allowPrivate, WebhookFormat format, String url, String secret) {
        return new ReceiverCheck(allowPrivate).problem(new Receiver(URI.create(url), format, secret, false));
    }

    private static Optional<String> problem(String url) {
        return problem(false, WebhookFormat.STANDARD, url, SECRET);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://hooks.example/in",
                "HTTPS://hooks.example:8443/in?a=b",
                "https://hooks.example",
                "https://8.8.8.8/",
                "https://[2606:4700::1111]/",
                "https://xn--bcher-kva.example/é"
            })
    void aPublicWebhookIsRight(String url) {
        assertThat(problem(url)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "http://hooks.example/, webhook must begin with https://; http:// needs alert.allow-private-addresses",
        "ftp://hooks.example/, webhook must begin with https://; http:// needs alert.allow-private-addresses",
        "hooks.example/in, webhook must begin with https://; http:// needs alert.allow-private-addresses",
        "https://ann:pw@hooks.example/, webhook must not have a user or password before its host: they are not sent",
        "https://hooks.example@2130706433/, "
                + "webhook must not have a user or password before its host: they are not sent",
        "https://hooks.example/#top, webhook must not have a part after #: it is not sent",
        "https://hooks.example:0/, webhook must have a port from 1 to 65535",
        "https://hooks.example:65536/, webhook must have a port from 1 to 65535"
    })
    void anotherUrlIsNamed(String url, String problem) {
        assertThat(problem(url)).contains(problem);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https:///in",
                "https://2130706433/",
                "https://0x7f000001/",
                "https://0x7f.0.0.1/",
                "https://0177.0.0.1/",
                "https://127.1/",
                "https://017700000001/",
                "https://127.0.0.1./",
                "https://300.1.1.1/",
                "https://[fe80::1%25eth0]/",
                "https://bücher.example/"
            })
    void aHostOfAnotherFormIsNamed(String url) {
        assertThat(problem(url))
                .contains("webhook must have a host name in ASCII, four decimal numbers (192.0.2.1) or an IPv6 "
                        + "address in brackets");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://127.0.0.1/",
                "https://10.1.2.3:8443/",
                "https://169.254.169.254/latest/meta-data",
                "https://100.100.100.200/",
                "https://0.0.0.0/",
                "https://[::1]/",
                "https://[::]/",
                "https://[::ffff:127.0.0.1]/",
                "https://[::ffff:7f00:1]/",
                "https://[64:ff9b::7f00:1]/",
                "https://[2002:7f00:1::]/",
                "https://[fd00:ec2::254]/",
                "https://[fe80::1]/",
                "https://localhost/",
                "https://LOCALHOST./",
                "https://a.localhost/"
            })
    void aPrivateAddressIsNamed(String url) {
        assertThat(problem(url))
                .contains("webhook must not be at a private or reserved address; "
                        + "alert.allow-private-addresses allows it");
        assertThat(problem(true, WebhookFormat.STANDARD, url, SECRET)).isEmpty();
    }

    @Test
    void httpIsRightWherePrivateAddressesAre() {
        assertThat(problem(true, WebhookFormat.STANDARD, "http://intranet/in", SECRET))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "SLACK, https://hooks.slack.com/services/T/B/x",
        "DISCORD, https://discord.com/api/webhooks/1/x?thread_id=2",
        "DISCORD, https://ptb.discord.com/api/v10/webhooks/1/x",
        "TELEGRAM, https://api.telegram.org/bot1:x/sendMessage?chat_id=-1&message_thread_id=2",
        "TELEGRAM, https://api.telegram.org/bot1:x/sendMessage?chat_id=@prices",
        "FEISHU, https://open.feishu.cn/open-apis/bot/v2/hook/x-1",
        "DINGTALK, https://oapi.dingtalk.com/robot/send?access_token=x",
        "WECOM, https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=x"
    })
    void aMessengersWebhookNeedsNoSecret(WebhookFormat format, String url) {
        assertThat(problem(false, format, url, "")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "DISCORD | https://discord.com/api/webhooks/1/x/slack | <id>/<token>, without /slack",
                "TELEGRAM | https://api.telegram.org/bot1:x/getMe?chat_id=1 | /sendMessage?chat_id=<chat>",
                "TELEGRAM | https://api.telegram.org/bot1:x/sendMessage | needs the chat",
                "TELEGRAM | https://api.telegram.org/bot1:x/sendMessage?chat_id= | needs the chat",
                "TELEGRAM | https://api.telegram.org/bot1:x/sendMessage?chat_id=1&text=a | these parameters only",
                "FEISHU | https://open.feishu.cn/open-apis/bot/hook/x | /open-apis/bot/v2/hook/<token>",
                "DINGTALK | https://oapi.dingtalk.com/robot/send | ?access_token=<token>",
                "WECOM | https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key= | ?key=<key>"
            })
    void anIncompleteWebhookIsNamed(WebhookFormat format, String url, String part) {
        assertThat(problem(false, format, url, "").orElseThrow()).contains(part);
    }

    @Test
    void aSecretThatWouldNotBeUsedIsNamed() {
        assertThat(problem(false, WebhookFormat.SLACK, "https://hooks.slack.com/services/T/B/x", "s"))
                .contains("format slack has no signature: leave secret out");
    }

    @Test
    void noMessageShowsASecretOrAToken() {
        for (WebhookFormat format : WebhookFormat.values()) {
            String url = "https://hooks.example/Hidden/path?Hidden=Hidden";
            assertThat(problem(false, format, url, "Hidden").orElse("")).doesNotContain("Hidden");
        }
    }
}
