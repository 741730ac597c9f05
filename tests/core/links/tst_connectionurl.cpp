// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <ember/links/connectionurl.h>

#include <QtTest/QtTest>

using namespace Qt::StringLiterals;
using ember::ConnectionUrl;

namespace {

// A text no message may ever show.
const QString kSecret = u"s3cr3t"_s;

void addMessageRow(const char *name, const QString &url, const QStringList &said)
{
    QTest::newRow(name) << url << said;
}

} // namespace

class TestConnectionUrl : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anAddressIsReadAndShownWithoutPassword_data();
    void anAddressIsReadAndShownWithoutPassword();
    void aWrongAddressIsRefusedWithWordsThatHelp_data();
    void aWrongAddressIsRefusedWithWordsThatHelp();
    void aSimulatorAddressKeepsItsParameters();
    void topicsMayHoldWildcardsAndEscapes();
    void everyParameterOfABrokerArrives();
    void eachKindHasItsTransportAndPort_data();
    void eachKindHasItsTransportAndPort();
    void thePathOfAWebSocketIsKeptExactly_data();
    void thePathOfAWebSocketIsKeptExactly();
    void parametersOfAnEncryptedConnectionArrive();
    void aNaviLinkAccountHasItsCloud();
    void sizesHaveUnits_data();
    void sizesHaveUnits();
    void noPartOfABrokenAddressShowsThePassword_data();
    void noPartOfABrokenAddressShowsThePassword();
    void shownTextLeadsToTheSamePlace();
};

void TestConnectionUrl::anAddressIsReadAndShownWithoutPassword_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("shown");
    QTest::addColumn<QString>("host");
    QTest::addColumn<int>("port");
    QTest::addColumn<QString>("user");
    QTest::addColumn<QString>("password");

    const auto row = [](const char *name, const QString &text, const QString &shown, const QString &host, int port,
                         const QString &user = {}, const QString &password = {}) {
        QTest::newRow(name) << text << shown << host << port << user << password;
    };
    row("host", u"mqtt://broker"_s, u"mqtt://broker"_s, u"broker"_s, 1883);
    row("host and port", u"mqtt://broker:21883"_s, u"mqtt://broker:21883"_s, u"broker"_s, 21883);
    row("slash", u"mqtt://broker:1/"_s, u"mqtt://broker:1/"_s, u"broker"_s, 1);
    row("path", u"mqtt://broker/mqtt"_s, u"mqtt://broker/mqtt"_s, u"broker"_s, 1883);
    row("last port", u"mqtt://broker:65535"_s, u"mqtt://broker:65535"_s, u"broker"_s, 65535);
    row("blanks around", u"  mqtt://broker\t"_s, u"mqtt://broker"_s, u"broker"_s, 1883);
    row("capitals in the kind", u"MQTT://Broker"_s, u"mqtt://Broker"_s, u"Broker"_s, 1883);
    row("IPv4", u"mqtt://127.0.0.1:1884"_s, u"mqtt://127.0.0.1:1884"_s, u"127.0.0.1"_s, 1884);
    row("IPv6", u"mqtt://[::1]"_s, u"mqtt://[::1]"_s, u"::1"_s, 1883);
    row("IPv6 and port", u"mqtt://[fe80::1]:1884/x"_s, u"mqtt://[fe80::1]:1884/x"_s, u"fe80::1"_s, 1884);
    row("user", u"mqtt://anna@broker"_s, u"mqtt://anna@broker"_s, u"broker"_s, 1883, u"anna"_s);
    row("user and password", u"mqtt://anna:s3cr3t@broker:1884"_s, u"mqtt://anna@broker:1884"_s, u"broker"_s, 1884,
        u"anna"_s, kSecret);
    row("empty password", u"mqtt://anna:@broker"_s, u"mqtt://anna@broker"_s, u"broker"_s, 1883, u"anna"_s);
    row("nothing before the at", u"mqtt://@broker"_s, u"mqtt://broker"_s, u"broker"_s, 1883);
    row("colons in the password", u"mqtt://anna:s3:cr:3t@broker"_s, u"mqtt://anna@broker"_s, u"broker"_s, 1883,
        u"anna"_s, u"s3:cr:3t"_s);
    row("at in the password", u"mqtt://anna:s3@cr3t@broker"_s, u"mqtt://anna@broker"_s, u"broker"_s, 1883, u"anna"_s,
        u"s3@cr3t"_s);
    row("hash in the password", u"mqtt://anna:s3#cr3t@broker"_s, u"mqtt://anna@broker"_s, u"broker"_s, 1883, u"anna"_s,
        u"s3#cr3t"_s);
    row("escapes", u"mqtt://an%40na:s3%2Fc%3Ar%253t@broker"_s, u"mqtt://an%40na@broker"_s, u"broker"_s, 1883,
        u"an@na"_s, u"s3/c:r%3t"_s);
    row("UTF-8 escapes", u"mqtt://%C3%A4nne@broker"_s, u"mqtt://%C3%A4nne@broker"_s, u"broker"_s, 1883, u"änne"_s);
    row("plus is no blank", u"mqtt://a+b:c+d@broker"_s, u"mqtt://a+b@broker"_s, u"broker"_s, 1883, u"a+b"_s, u"c+d"_s);
    row("query kept", u"mqtt://anna:s3cr3t@broker?topic=a/#&poll=off"_s, u"mqtt://anna@broker?topic=a/#&poll=off"_s,
        u"broker"_s, 1883, u"anna"_s, kSecret);
    row("at in the query", u"mqtt://broker?topic=a@b"_s, u"mqtt://broker?topic=a@b"_s, u"broker"_s, 1883);
    row("empty query", u"mqtt://broker?"_s, u"mqtt://broker?"_s, u"broker"_s, 1883);
}

void TestConnectionUrl::anAddressIsReadAndShownWithoutPassword()
{
    QFETCH(QString, text);
    const auto url = ConnectionUrl::parse(text);
    QVERIFY2(url.isOk(), url ? "" : qPrintable(url.error()));
    QCOMPARE(url->kind, ConnectionUrl::Kind::Mqtt);
    QTEST(url->text, "shown");
    QTEST(url->host, "host");
    QTEST(int(url->port), "port");
    QTEST(url->user, "user");
    QTEST(url->password.reveal(), "password");
}

void TestConnectionUrl::aWrongAddressIsRefusedWithWordsThatHelp_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QStringList>("said");

    addMessageRow("nothing", u""_s, {u"no address"_s, u"sim:"_s, u"mqtt://"_s});
    addMessageRow("blanks", u"   "_s, {u"no address"_s});
    addMessageRow("a word", u"basement"_s, {u"no address"_s, u"mqtt://host"_s});
    addMessageRow("a host and port", u"localhost:1883"_s, {u"“localhost:”"_s, u"mqtt://"_s});
    addMessageRow("an IP and port", u"127.0.0.1:1883"_s, {u"no address"_s, u"mqtt://host"_s});
    addMessageRow("misspelt mqtt", u"mqt://host"_s, {u"“mqt:”"_s, u"did you mean mqtt://"_s});
    addMessageRow("misspelt sim", u"simm:"_s, {u"“simm:”"_s, u"did you mean sim:"_s});
    addMessageRow("http", u"http://host"_s, {u"no kind of connection"_s});
    addMessageRow("misspelt mqtts", u"mqttts://host"_s, {u"“mqttts:”"_s, u"did you mean mqtts://"_s});
    addMessageRow("misspelt wss", u"wsss://host"_s, {u"did you mean wss://"_s});
    addMessageRow("file", u"file:night.ember"_s, {u"file:"_s, u"later version"_s, u"navilink:"_s});
    addMessageRow("misspelt navilink", u"navilnk:anna@example.org"_s, {u"did you mean navilink:?"_s});
    addMessageRow("navilink without an account", u"navilink:"_s, {u"no e-mail address"_s, u"anna@example.org"_s});
    addMessageRow("navilink with slashes", u"navilink://anna@example.org"_s, {u"no e-mail address"_s});
    addMessageRow("navilink with a name", u"navilink:anna"_s, {u"no e-mail address"_s});
    addMessageRow("navilink with two addresses", u"navilink:a@b@c"_s, {u"no e-mail address"_s});
    addMessageRow("navilink with a password", u"navilink:anna@example.org:x"_s,
        {u"password does not belong"_s, u"EMBERSCOPE_PASSWORD"_s});
    addMessageRow("navilink with a topic", u"navilink:a@b?topic=home/#"_s, {u"“topic” is not known"_s, u"profile"_s});
    addMessageRow("navilink with poll", u"navilink:a@b?poll=often"_s, {u"“poll”"_s, u"1 to 86400"_s});
    addMessageRow("an API that is not encrypted", u"navilink:a@b?api=http://host/v2"_s, {u"“api”"_s, u"https://"_s});
    addMessageRow("an API with a user", u"navilink:a@b?api=https://u:p@host/v2"_s, {u"“api”"_s});
    addMessageRow("an API with parameters", u"navilink:a@b?api=https://host/v2?x=1"_s, {u"“api”"_s});
    addMessageRow(
        "a broker that is not encrypted", u"navilink:a@b?broker=ws://host/mqtt"_s, {u"“broker”"_s, u"wss://"_s});
    addMessageRow("a broker without WebSocket", u"navilink:a@b?broker=mqtts://host"_s, {u"“broker”"_s, u"wss://"_s});
    addMessageRow("a broker with a user", u"navilink:a@b?broker=wss://u:p@host"_s, {u"“broker”"_s});
    addMessageRow("no slashes", u"mqtt:host"_s, {u"“//” is missing"_s});
    addMessageRow("no host", u"mqtt://"_s, {u"no host"_s});
    addMessageRow("no host but port", u"mqtt://:1883"_s, {u"no host name"_s});
    addMessageRow("no host but query", u"mqtt://?topic=a"_s, {u"no host"_s});
    addMessageRow("blank in host", u"mqtt://my broker"_s, {u"no host name"_s});
    addMessageRow("port 0", u"mqtt://host:0"_s, {u"1 to 65535"_s});
    addMessageRow("port too large", u"mqtt://host:65536"_s, {u"1 to 65535"_s});
    addMessageRow("port no number", u"mqtt://host:18x3"_s, {u"1 to 65535"_s});
    addMessageRow("port empty", u"mqtt://host:"_s, {u"1 to 65535"_s});
    addMessageRow("port with sign", u"mqtt://host:+80"_s, {u"1 to 65535"_s});
    addMessageRow("IPv6 without brackets", u"mqtt://::1"_s, {u"brackets"_s, u"[::1]"_s});
    addMessageRow("IPv6 unclosed", u"mqtt://[::1"_s, {u"IPv6"_s});
    addMessageRow("IPv6 nonsense", u"mqtt://[hello]"_s, {u"IPv6"_s});
    addMessageRow("IPv6 and rubbish", u"mqtt://[::1]x"_s, {u"Only a port"_s});
    addMessageRow("password alone", u"mqtt://:s3cr3t@host"_s, {u"no user name"_s});
    addMessageRow("unknown parameter", u"mqtt://host?topik=a"_s, {u"“topik”"_s, u"known here: topic, "_s});
    addMessageRow("parameter of the simulator", u"mqtt://host?seed=7"_s, {u"“seed”"_s, u"maxpayload"_s});
    addMessageRow("ca without encryption", u"mqtt://host?ca=x.pem"_s, {u"“ca”"_s, u"mqtts:// or wss://"_s});
    addMessageRow("key without encryption", u"ws://host?key=x.pem"_s, {u"“key”"_s, u"mqtts:// or wss://"_s});
    addMessageRow("key without certificate", u"mqtts://host?key=x.pem"_s, {u"no “cert”"_s});
    addMessageRow("key password without certificate", u"mqtts://host?keypassword=s3cr3t"_s, {u"no “cert”"_s});
    addMessageRow("two key passwords", u"mqtts://host?cert=c&keypassword=s3cr3t&keypasswordfile=f"_s,
        {u"“keypasswordfile”"_s, u"leave one out"_s});
    addMessageRow("key password twice", u"mqtts://host?cert=c&keypassword=s3cr3t&keypassword=s3cr3t"_s, {u"twice"_s});
    addMessageRow("key password broken", u"mqtts://host?cert=c&keypassword=s3cr3t%"_s, {u"“keypassword”"_s, u"%25"_s});
    addMessageRow("insecure", u"mqtts://host?insecure=1"_s, {u"“insecure”"_s, u"is not known"_s});
    addMessageRow("version 4", u"mqtt://host?mqtt=4"_s, {u"“mqtt”"_s, u"5 or 3.1.1"_s});
    addMessageRow("session kept without a name", u"mqtt://host?session=persistent"_s, {u"“clientid”"_s});
    addMessageRow("session of another kind", u"mqtt://host?session=long"_s, {u"clean or persistent"_s});
    addMessageRow("blank in a path", u"ws://host/my path"_s, {u"%20"_s});
    addMessageRow("hash in a path", u"wss://host/a#b"_s, {u"% codes"_s});
    addMessageRow("letter beyond ASCII in a path", u"wss://host/ä"_s, {u"ASCII"_s});
    addMessageRow("no slashes, encrypted", u"mqtts:host"_s, {u"“//” is missing after mqtts:"_s});
    addMessageRow("capitals", u"mqtt://host?Topic=a"_s, {u"“Topic”"_s, u"known here: topic"_s});
    addMessageRow("topic empty", u"mqtt://host?topic="_s, {u"“topic”"_s, u"no value"_s});
    addMessageRow("topic without value", u"mqtt://host?topic"_s, {u"“topic”"_s, u"no value"_s});
    addMessageRow("hash inside", u"mqtt://host?topic=a/%23/b"_s, {u"a/#/b"_s, u"no topic filter"_s});
    addMessageRow("plus inside", u"mqtt://host?topic=a/b+"_s, {u"a/b+"_s, u"no topic filter"_s});
    addMessageRow("NUL", u"mqtt://host?topic=a%00b"_s, {u"control character"_s, u"“topic”"_s});
    addMessageRow("line break", u"mqtt://host\n?topic=a"_s, {u"control character"_s});
    addMessageRow("broken escape", u"mqtt://host?topic=a%2"_s, {u"%25"_s, u"“topic”"_s});
    addMessageRow("no UTF-8", u"mqtt://host?topic=%ff"_s, {u"UTF-8"_s});
    addMessageRow("poll word", u"mqtt://host?poll=often"_s, {u"“poll”"_s, u"off"_s});
    addMessageRow("poll 0", u"mqtt://host?poll=0"_s, {u"“poll”"_s});
    addMessageRow("poll twice", u"mqtt://host?poll=5&poll=6"_s, {u"“poll”"_s, u"twice"_s});
    addMessageRow("profile twice", u"mqtt://host?profile=a&profile=b"_s, {u"“profile”"_s, u"twice"_s});
    addMessageRow("device without id", u"mqtt://host?device=:5322"_s, {u"device=aabbccddeeff:5322"_s});
    addMessageRow("device with slash", u"mqtt://host?device=a/b"_s, {u"“device”"_s});
    addMessageRow("device with wildcard", u"mqtt://host?device=%2B"_s, {u"“device”"_s});
    addMessageRow("payload word", u"mqtt://host?maxpayload=big"_s, {u"“maxpayload”"_s, u"16MiB"_s});
    addMessageRow("payload 0", u"mqtt://host?maxpayload=0"_s, {u"“maxpayload”"_s, u"255MiB"_s});
    addMessageRow("payload too large", u"mqtt://host?maxpayload=1GiB"_s, {u"“maxpayload”"_s, u"255MiB"_s});
    addMessageRow("payload overflow", u"mqtt://host?maxpayload=99999999999999GiB"_s, {u"“maxpayload”"_s});
    addMessageRow("client id too long", u"mqtt://host?clientid="_s + QString(257, u'x'), {u"“clientid”"_s});
    addMessageRow("topic too long", u"mqtt://host?topic="_s + QString(8000, u'x') + u"/+y"_s, {u"no topic filter"_s});
    addMessageRow("too long", u"mqtt://host?topic="_s + QString(9000, u'x'), {u"longer than"_s});
    addMessageRow("simulator parameter", u"sim:?speeed=2"_s, {u"“speeed”"_s, u"known here: speed"_s});
    addMessageRow("simulator topic", u"sim:?topic=a"_s, {u"“topic”"_s, u"seed"_s});
    addMessageRow("simulator seed", u"sim:?seed=lots"_s, {u"seed"_s});
    addMessageRow("simulator fault", u"sim:?fault=flood@3s"_s, {u"flood"_s});
    addMessageRow("simulated device", u"sim:toaster"_s, {u"toaster"_s, u"navien-nwp500"_s});
}

void TestConnectionUrl::aWrongAddressIsRefusedWithWordsThatHelp()
{
    QFETCH(QString, text);
    QFETCH(QStringList, said);
    const auto url = ConnectionUrl::parse(text);
    QVERIFY(!url.isOk());
    for (const QString &part : std::as_const(said)) {
        QVERIFY2(url.error().contains(part), qPrintable(url.error() + u" has no "_s + part));
    }
    QVERIFY2(!url.error().contains(kSecret), qPrintable(url.error()));
    QVERIFY2(url.error().size() < 600, qPrintable(url.error()));
}

void TestConnectionUrl::aSimulatorAddressKeepsItsParameters()
{
    const auto plain = ConnectionUrl::parse(u"sim:");
    QVERIFY(plain.isOk());
    QCOMPARE(plain->kind, ConnectionUrl::Kind::Simulator);
    QCOMPARE(plain->text, u"sim:"_s);
    QVERIFY(plain->profile.isEmpty());
    QVERIFY(plain->simulation.isEmpty());

    const auto full
        = ConnectionUrl::parse(u"sim:navien-nwp500?seed=7&speed=60&rate=1000&devices=3&fault=E799@30s,drop@2m");
    QVERIFY2(full.isOk(), full ? "" : qPrintable(full.error()));
    QCOMPARE(full->profile, u"navien-nwp500"_s);
    const QList<std::pair<QString, QString>> expected{{u"seed"_s, u"7"_s}, {u"speed"_s, u"60"_s},
        {u"rate"_s, u"1000"_s}, {u"devices"_s, u"3"_s}, {u"fault"_s, u"E799@30s,drop@2m"_s}};
    QCOMPARE(full->simulation, expected);
}

void TestConnectionUrl::topicsMayHoldWildcardsAndEscapes()
{
    const auto url = ConnectionUrl::parse(
        u"mqtt://host?topic=cmd/52/#&topic=a/+/b&topic=a%2F%2B%2Fc&topic=with%20blank&topic=a?b&topic=x=y&topic=#");
    QVERIFY2(url.isOk(), url ? "" : qPrintable(url.error()));
    const QStringList expected{u"cmd/52/#"_s, u"a/+/b"_s, u"a/+/c"_s, u"with blank"_s, u"a?b"_s, u"x=y"_s, u"#"_s};
    QCOMPARE(url->topics, expected);
}

void TestConnectionUrl::everyParameterOfABrokerArrives()
{
    const auto url
        = ConnectionUrl::parse(u"mqtt://host?profile=navien-nwp500&device=aabbccddeeff:5322&device=112233445566"
                               u"&poll=300&clientid=my-id&maxpayload=1MiB");
    QVERIFY2(url.isOk(), url ? "" : qPrintable(url.error()));
    QCOMPARE(url->profile, u"navien-nwp500"_s);
    QCOMPARE(url->devices.size(), 2);
    QCOMPARE(url->devices[0].id, u"aabbccddeeff"_s);
    QCOMPARE(url->devices[0].additional, u"5322"_s);
    QCOMPARE(url->devices[1].id, u"112233445566"_s);
    QVERIFY(url->devices[1].additional.isEmpty());
    QVERIFY(url->poll);
    QCOMPARE(url->pollInterval, std::optional(std::chrono::seconds(300)));
    QCOMPARE(url->clientId, u"my-id"_s);
    QCOMPARE(url->maxPayload, qint64(1) << 20);

    const auto off = ConnectionUrl::parse(u"mqtt://host?poll=off");
    QVERIFY(off.isOk());
    QVERIFY(!off->poll);
    QVERIFY(!off->pollInterval);
    QCOMPARE(off->maxPayload, qint64(16) << 20);
}

void TestConnectionUrl::eachKindHasItsTransportAndPort_data()
{
    QTest::addColumn<QString>("kind");
    QTest::addColumn<int>("port");
    QTest::addColumn<bool>("encrypted");
    QTest::addColumn<bool>("webSocket");
    QTest::newRow("mqtt") << u"mqtt"_s << 1883 << false << false;
    QTest::newRow("mqtts") << u"mqtts"_s << 8883 << true << false;
    QTest::newRow("ws") << u"ws"_s << 80 << false << true;
    QTest::newRow("wss") << u"wss"_s << 443 << true << true;
    QTest::newRow("capitals") << u"WSS"_s << 443 << true << true;
}

void TestConnectionUrl::eachKindHasItsTransportAndPort()
{
    QFETCH(QString, kind);
    const auto url = ConnectionUrl::parse(QString(kind + u"://anna:s3cr3t@host?topic=a/#"));
    QVERIFY2(url.isOk(), url ? "" : qPrintable(url.error()));
    QCOMPARE(url->kind, ConnectionUrl::Kind::Mqtt);
    QTEST(int(url->port), "port");
    QTEST(url->tls.has_value(), "encrypted");
    QTEST(url->isWebSocket, "webSocket");
    QCOMPARE(url->text, QString(kind.toLower() + u"://anna@host?topic=a/#"));
    QCOMPARE(url->password.reveal(), kSecret);
    QCOMPARE(url->version, ember::MqttVersion::Any);
    QVERIFY(!url->isSessionKept);
}

void TestConnectionUrl::thePathOfAWebSocketIsKeptExactly_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("path");
    QTest::newRow("none") << u"ws://host"_s << u"/mqtt"_s;
    QTest::newRow("none but parameters") << u"wss://host?poll=off"_s << u"/mqtt"_s;
    QTest::newRow("root") << u"wss://host/"_s << u"/"_s;
    QTest::newRow("several parts") << u"ws://host:8080/a/b/"_s << u"/a/b/"_s;
    QTest::newRow("codes stay codes") << u"wss://host/a%2Fb%3Fc%20d+e?poll=off"_s << u"/a%2Fb%3Fc%20d+e"_s;
    QTest::newRow("not a WebSocket") << u"mqtt://host/a/b"_s << QString();
}

void TestConnectionUrl::thePathOfAWebSocketIsKeptExactly()
{
    QFETCH(QString, text);
    const auto url = ConnectionUrl::parse(text);
    QVERIFY2(url.isOk(), url ? "" : qPrintable(url.error()));
    QTEST(url->path, "path");
    QCOMPARE(url->text, text);
}

void TestConnectionUrl::parametersOfAnEncryptedConnectionArrive()
{
    const auto url = ConnectionUrl::parse(u"mqtts://host?ca=/etc/my%20ca.pem&cert=c.pem&keypassword=s3%26cr3t&key=k.pem"
                                          u"&mqtt=3.1.1&session=persistent&clientid=me");
    QVERIFY2(url.isOk(), url ? "" : qPrintable(url.error()));
    QCOMPARE(url->tls->caFile, u"/etc/my ca.pem"_s);
    QCOMPARE(url->tls->certFile, u"c.pem"_s);
    QCOMPARE(url->tls->keyFile, u"k.pem"_s);
    QCOMPARE(url->tls->keyPassword.reveal(), u"s3&cr3t"_s);
    QCOMPARE(url->version, ember::MqttVersion::V311);
    QVERIFY(url->isSessionKept);
    // The password of the key is not shown, everything else is, as it was written.
    QCOMPARE(url->text,
        u"mqtts://host?ca=/etc/my%20ca.pem&cert=c.pem&key=k.pem&mqtt=3.1.1&session=persistent&clientid=me"_s);

    const auto file = ConnectionUrl::parse(u"wss://host?cert=both.pem&keypasswordfile=/run/secrets/key&mqtt=5");
    QVERIFY2(file.isOk(), file ? "" : qPrintable(file.error()));
    QCOMPARE(file->tls->keyPasswordFile, u"/run/secrets/key"_s);
    QVERIFY(file->tls->keyFile.isEmpty());
    QCOMPARE(file->version, ember::MqttVersion::V5);
}

/// nwp500.md §1 and §2.
void TestConnectionUrl::aNaviLinkAccountHasItsCloud()
{
    const auto url = ConnectionUrl::parse(u"navilink:anna+heater%40home@example.org");
    QVERIFY(!url.isOk()); // two "@"
    const auto plain = ConnectionUrl::parse(u" navilink:anna+heater@example.org");
    QVERIFY2(plain.isOk(), plain ? "" : qPrintable(plain.error()));
    QCOMPARE(plain->kind, ConnectionUrl::Kind::NaviLink);
    QCOMPARE(plain->text, u"navilink:anna+heater@example.org"_s);
    QCOMPARE(plain->user, u"anna+heater@example.org"_s);
    QVERIFY(plain->password.isEmpty());
    QCOMPARE(plain->apiUrl, u"https://nlus.naviensmartcontrol.com/api/v2.1"_s);
    QCOMPARE(plain->host, u"a1t30mldyslmuq-ats.iot.us-east-1.amazonaws.com"_s);
    QCOMPARE(int(plain->port), 443);
    QCOMPARE(plain->path, u"/mqtt"_s);
    QVERIFY(plain->isWebSocket && plain->tls && plain->tls->caFile.isEmpty());
    QCOMPARE(plain->version, ember::MqttVersion::V311);
    QVERIFY(plain->poll && !plain->pollInterval);

    const auto all = ConnectionUrl::parse(u"navilink:anna%2Bx@example.org?api=https://localhost:8443/api/v2.1/"
                                          u"&broker=wss://localhost:8444/mqtt&ca=/tmp/ca.pem&poll=30&clientid=me"
                                          u"&profile=mine.json&maxpayload=1MiB");
    QVERIFY2(all.isOk(), all ? "" : qPrintable(all.error()));
    QCOMPARE(all->user, u"anna+x@example.org"_s);
    QCOMPARE(all->apiUrl, u"https://localhost:8443/api/v2.1"_s);
    QCOMPARE(all->host, u"localhost"_s);
    QCOMPARE(int(all->port), 8444);
    QCOMPARE(all->tls->caFile, u"/tmp/ca.pem"_s);
    QCOMPARE(all->pollInterval, std::optional(std::chrono::seconds(30)));
    QCOMPARE(all->clientId, u"me"_s);
    QCOMPARE(all->profile, u"mine.json"_s);
    QCOMPARE(all->maxPayload, qint64(1024) * 1024);
    const auto again = ConnectionUrl::parse(all->text);
    QVERIFY2(again.isOk(), again ? "" : qPrintable(again.error()));
    QCOMPARE(again->text, all->text);
    QCOMPARE(again->apiUrl, all->apiUrl);
}

void TestConnectionUrl::sizesHaveUnits_data()
{
    QTest::addColumn<QString>("size");
    QTest::addColumn<qint64>("bytes");
    QTest::newRow("bytes") << u"4096"_s << qint64(4096);
    QTest::newRow("B") << u"10B"_s << qint64(10);
    QTest::newRow("kB") << u"2kB"_s << qint64(2000);
    QTest::newRow("KiB") << u"2KiB"_s << qint64(2048);
    QTest::newRow("MB") << u"3MB"_s << qint64(3'000'000);
    QTest::newRow("MiB, small letters") << u"3mib"_s << qint64(3) * 1024 * 1024;
    QTest::newRow("a blank between") << u"16%20MiB"_s << qint64(16) * 1024 * 1024;
    QTest::newRow("the most") << u"268435455"_s << qint64(268'435'455);
}

void TestConnectionUrl::sizesHaveUnits()
{
    QFETCH(QString, size);
    const QString text = u"mqtt://host?maxpayload="_s + size;
    const auto url = ConnectionUrl::parse(text);
    QVERIFY2(url.isOk(), url ? "" : qPrintable(url.error()));
    QTEST(url->maxPayload, "bytes");
}

void TestConnectionUrl::noPartOfABrokenAddressShowsThePassword_data()
{
    QTest::addColumn<QString>("text");
    const QStringList addresses{
        u"mqtt://anna:s3cr3t@"_s,
        u"mqtt://anna:s3cr3t@host:99999"_s,
        u"mqtt://anna:s3cr3t@ho st"_s,
        u"mqtt://anna:s3cr3t"_s, // "@host" forgotten
        u"mqtt://anna:s3cr3t/x@host"_s, // "/" in the password
        u"mqtt://anna:12/s3cr3t@host"_s, // and it looks like a port
        u"mqtt://anna:12?s3cr3t@host"_s, // "?" in the password
        u"mqtt://anna:12?s3cr3t"_s,
        u"mqtt://anna:s3cr3t%@host"_s,
        u"mqtt://anna:s3cr3t%ff@host"_s,
        u"mqtt://anna:s3cr3t%00@host"_s,
        u"mqtt://:s3cr3t@host"_s,
        u"mqtt://anna:s3cr3t@[::x]"_s,
        u"mqtt://anna:s3cr3t@host?topic=a/+b"_s,
        u"mqtt://anna:s3cr3t@host?foo=1"_s,
        u"mqtt://host?password=s3cr3t"_s,
        u"mqtt:anna:s3cr3t@host"_s,
        u"mqtts://anna:s3cr3t@host:x"_s,
        u"wss://anna:s3cr3t"_s,
        u"wss://anna:s3cr3t/x@host"_s,
        u"mqtts://host?cert=c&keypassword=s3cr3t&foo=1"_s,
        u"mqtts://host?keypassword=s3cr3t"_s,
        u"mqtts://host?cert=c&keypasword=s3cr3t"_s,
        u"mqtts://host?cert=c&keypassword=s3cr3t%00"_s,
        u"mqtt://host?keypassword=s3cr3t"_s,
        u"mqtts://host/&keypassword=s3cr3t"_s, // "?" forgotten
        u"mqt://anna:s3cr3t@host"_s,
        u"http://anna:s3cr3t@host"_s,
        u"anna:s3cr3t@host"_s,
        u"s3cr3t"_s,
        u"s3cr3t:1883"_s,
        u"navilink:anna@example.org:s3cr3t"_s,
        u"navilink:anna:s3cr3t@example.org"_s,
        u"navilink:s3cr3t"_s,
        u"navilink:anna@example.org?s3cr3t"_s,
        u"navilink:anna@example.org?password=s3cr3t"_s,
        u"navilink:anna@example.org?api=https://u:s3cr3t@host"_s,
        u"navilink:anna@example.org?broker=wss://u:s3cr3t@host"_s,
        u"mqtt://anna:s3cr3t@host "_s + QString(9000, u'x'),
    };
    for (qsizetype i = 0; i < addresses.size(); ++i) {
        QTest::newRow(qPrintable(QString::number(i) + u": "_s + addresses[i].left(40))) << addresses[i];
    }
}

void TestConnectionUrl::noPartOfABrokenAddressShowsThePassword()
{
    QFETCH(QString, text);
    const auto url = ConnectionUrl::parse(text);
    QVERIFY(!url.isOk());
    QVERIFY2(!url.error().contains(kSecret), qPrintable(url.error()));
    QVERIFY(!url.error().isEmpty());
}

void TestConnectionUrl::shownTextLeadsToTheSamePlace()
{
    const auto url = ConnectionUrl::parse(u"mqtt://an%40na:s3cr3t@[::1]:1884/p?topic=a%23/#&device=x:1&poll=5");
    QVERIFY(!url.isOk()); // "a#/#" is no filter
    const auto good = ConnectionUrl::parse(u"mqtt://an%40na:s3cr3t@[::1]:1884/p?topic=%24SYS/#&device=x:1&poll=5");
    QVERIFY2(good.isOk(), good ? "" : qPrintable(good.error()));
    const auto again = ConnectionUrl::parse(good->text);
    QVERIFY2(again.isOk(), again ? "" : qPrintable(again.error()));
    QCOMPARE(again->text, good->text);
    QCOMPARE(again->host, good->host);
    QCOMPARE(again->port, good->port);
    QCOMPARE(again->user, good->user);
    QCOMPARE(again->topics, QStringList{u"$SYS/#"_s});
    QVERIFY(again->password.isEmpty());
}

QTEST_GUILESS_MAIN(TestConnectionUrl)
#include "tst_connectionurl.moc"
