// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The ways to a broker (TCP, TLS, WebSocket, both) with what can be wrong about each, and the sentence that comes of
// it.
#include "cannedserver.h"
#include "certificates.h"
#include "mosquittobroker.h"
#include "mqtttransport.h"
#include "recordingsink.h"

#include <QtTest/QtTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using ember::ConnectionUrl;
using ember::MqttTransport;

namespace {

const QString kKeyPassword = u"k3y w0rd"_s;

ConnectionUrl address(const QString &text)
{
    const auto url = ConnectionUrl::parse(text);
    if (!url) {
        qFatal("%s", qPrintable(url.error()));
    }
    return *url;
}

/// One broker with a door of each kind, and what is needed at each.
struct House
{
    Certificates certificates;
    Certificates strangers{u"Another authority"_s};
    CertificateFiles server = certificates.server();
    CertificateFiles expired
        = certificates.issue({.name = u"expired"_s, .hosts = {u"localhost"_s}, .fromDays = -60, .untilDays = -2});
    CertificateFiles early
        = certificates.issue({.name = u"early"_s, .hosts = {u"localhost"_s}, .fromDays = 2, .untilDays = 30});
    CertificateFiles elsewhere = certificates.issue({.name = u"elsewhere"_s, .hosts = {u"broker.example"_s}});
    CertificateFiles client = certificates.issue({.name = u"client"_s});
    CertificateFiles otherClient = certificates.issue({.name = u"other client"_s});
    CertificateFiles strange = strangers.issue({.name = u"stranger"_s});
    QString encryptedKey = certificates.encryptedKey(client, kKeyPassword.toUtf8());
    QString passwordFile = certificates.file(u"keypassword"_s, kKeyPassword.toUtf8() + "\nnot this\n");
    QString noPem = certificates.file(u"no.pem"_s, "just words\n");
    QHash<QString, quint16> ports;
    MosquittoBroker broker;

    bool open()
    {
        const QList<std::pair<QString, MosquittoBroker::Listener>> doors{
            {u"mqtts"_s, {.cert = server.cert, .key = server.key}},
            {u"ws"_s, {.isWebSocket = true}},
            {u"wss"_s, {.isWebSocket = true, .cert = server.cert, .key = server.key}},
            {u"expired"_s, {.cert = expired.cert, .key = expired.key}},
            {u"early"_s, {.cert = early.cert, .key = early.key}},
            {u"elsewhere"_s, {.cert = elsewhere.cert, .key = elsewhere.key}},
            {u"private"_s, {.cert = server.cert, .key = server.key, .clientAuthority = certificates.authority()}},
            {u"expired wss"_s, {.isWebSocket = true, .cert = expired.cert, .key = expired.key}},
        };
        QStringList config;
        for (const auto &[name, listener] : doors) {
            ports[name] = MosquittoBroker::freePort();
            config += MosquittoBroker::listener(ports[name], listener);
        }
        const bool started = broker.start(config);
        ports[u"mqtt"_s] = broker.port();
        return started;
    }

    /// "{door}" is the port of a door, "{ca}" and the like a file.
    [[nodiscard]] QString filledIn(QString text) const
    {
        for (auto port = ports.cbegin(); port != ports.cend(); ++port) {
            text.replace(u"{%1}"_s.arg(port.key()), QString::number(port.value()));
        }
        const QList<std::pair<QString, QString>> files{{u"{ca}"_s, certificates.authority()},
            {u"{other ca}"_s, strangers.authority()}, {u"{cert}"_s, client.cert}, {u"{key}"_s, client.key},
            {u"{encrypted}"_s, encryptedKey}, {u"{password file}"_s, passwordFile}, {u"{other key}"_s, otherClient.key},
            {u"{strange cert}"_s, strange.cert}, {u"{strange key}"_s, strange.key}, {u"{no pem}"_s, noPem},
            {u"{folder}"_s, QFileInfo(noPem).path()}};
        for (const auto &[name, path] : files) {
            text.replace(name, path);
        }
        return text;
    }
};

/// An attempt under way. All rows of a test begin at once: Paho may take a second to notice each new connection.
struct Attempt
{
    explicit Attempt(const ConnectionUrl &url)
        : transport(url, sink)
    {
    }
    RecordingSink sink;
    MqttTransport transport;
};

/// What is wrong about an address, and what is said.
struct Fault
{
    const char *name;
    QString text;
    QStringList said;
    bool permanent = true;
};

const QList<Fault> &faults()
{
    static const QList<Fault> all{
        // The broker's certificate.
        Fault{"another authority", u"mqtts://localhost:{mqtts}?ca={other ca}"_s,
            {u"another issuer"_s, u"“Test authority”"_s, u"(ca)"_s}},
        Fault{"another authority, WebSocket", u"wss://localhost:{wss}?ca={other ca}"_s, {u"another issuer"_s}},
        Fault{"an authority that the system does not know", u"mqtts://localhost:{mqtts}"_s,
            {u"does not know who issued"_s, u"“Test authority”"_s, u"ca="_s}},
        Fault{"expired", u"mqtts://localhost:{expired}?ca={ca}"_s,
            {u"the certificate of localhost:"_s, u"expired on 20"_s, u"renew"_s}},
        Fault{"expired, WebSocket", u"wss://localhost:{expired wss}?ca={ca}"_s, {u"expired on 20"_s}},
        Fault{"not valid yet", u"mqtts://localhost:{early}?ca={ca}"_s, {u"valid only from"_s, u"clock"_s}, false},
        Fault{"another host", u"mqtts://localhost:{elsewhere}?ca={ca}"_s,
            {u"is for “broker.example”, not for “localhost”"_s}},
        Fault{"another address", u"mqtts://127.0.0.1:{elsewhere}?ca={ca}"_s, {u"not for “127.0.0.1”"_s}},
        // Ours.
        Fault{"no certificate where one is needed", u"mqtts://localhost:{private}?ca={ca}"_s,
            {u"wants a certificate of ours"_s, u"cert= and key="_s}},
        Fault{"a certificate that the broker does not know",
            u"mqtts://localhost:{private}?ca={ca}&cert={strange cert}&key={strange key}"_s,
            {u"refused our certificate"_s, u"does not know its issuer"_s}},
        // Files: told before anything is sent.
        Fault{"no such authority", u"mqtts://localhost:{mqtts}?ca=/nowhere/ca.pem"_s,
            {u"there is no file “/nowhere/ca.pem” (ca)"_s}},
        Fault{"the authority is a folder", u"mqtts://localhost:{mqtts}?ca={folder}"_s,
            {u"cannot be read"_s, u"directory"_s}},
        Fault{"the authority is no certificate", u"mqtts://localhost:{mqtts}?ca={no pem}"_s,
            {u"(ca) holds no certificate"_s}},
        Fault{
            "no such certificate", u"mqtts://localhost:{mqtts}?ca={ca}&cert=no.pem"_s, {u"no file “no.pem” (cert)"_s}},
        Fault{"a certificate that is none", u"wss://localhost:{wss}?ca={ca}&cert={no pem}"_s, {u"(cert) holds no"_s}},
        Fault{"no such key", u"mqtts://localhost:{mqtts}?ca={ca}&cert={cert}&key=no.pem"_s,
            {u"no file “no.pem” (key)"_s}},
        Fault{"a key that is none", u"mqtts://localhost:{mqtts}?ca={ca}&cert={cert}&key={no pem}"_s,
            {u"(key) holds no private key"_s}},
        Fault{"a key that stands nowhere", u"mqtts://localhost:{mqtts}?ca={ca}&cert={cert}"_s,
            {u"(cert) holds no private key"_s, u"key="_s}},
        Fault{"the key of another", u"mqtts://localhost:{mqtts}?ca={ca}&cert={cert}&key={other key}"_s,
            {u"does not belong to the certificate"_s}},
        Fault{"an encrypted key without its password",
            u"mqtts://localhost:{private}?ca={ca}&cert={cert}&key={encrypted}"_s,
            {u"is encrypted"_s, u"EMBERSCOPE_KEY_PASSWORD"_s}},
        Fault{"the wrong password of a key",
            u"mqtts://localhost:{private}?ca={ca}&cert={cert}&key={encrypted}&keypassword=wr0ng"_s,
            {u"password of the key"_s, u"is wrong"_s}},
        Fault{"no file of the password",
            u"mqtts://localhost:{private}?ca={ca}&cert={cert}&key={encrypted}&keypasswordfile=no.txt"_s,
            {u"no file “no.txt” (keypasswordfile)"_s}},
        // The wrong door.
        Fault{"TLS where there is none", u"mqtts://localhost:{mqtt}?ca={ca}"_s, {u"localhost:"_s, u"TLS"_s}, false},
        Fault{"no TLS where it is wanted", u"mqtt://localhost:{mqtts}"_s, {u"mqtts://"_s}, false},
        Fault{"a WebSocket where MQTT is spoken", u"ws://localhost:{mqtt}"_s, {u"WebSocket"_s, u"mqtt:// there"_s},
            false},
        Fault{"nobody", u"mqtts://localhost:1?ca={ca}"_s, {u"is a broker running there?"_s}, false},
    };
    return all;
}

/// The ways in, 5 unless another version is asked for.
QStringList waysIn()
{
    QStringList all;
    for (const QString &way :
        {u"mqtt://localhost:{mqtt}?"_s, u"mqtts://localhost:{mqtts}?ca={ca}"_s, u"mqtts://127.0.0.1:{mqtts}?ca={ca}"_s,
            u"ws://localhost:{ws}?"_s, u"ws://127.0.0.1:{ws}/any/path?"_s, u"wss://localhost:{wss}?ca={ca}"_s}) {
        all << way << QString(way + u"&mqtt=3.1.1");
    }
    return all;
}

} // namespace

class TestSecureBroker : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void eachWayInWorksWithEachVersion_data();
    void eachWayInWorksWithEachVersion();
    void aClientCertificateIsShown_data();
    void aClientCertificateIsShown();
    void whatIsWrongIsSaid_data();
    void whatIsWrongIsSaid();
    void theStatusOfAWebServerIsSaid_data();
    void theStatusOfAWebServerIsSaid();
    void aBrokerOfBeforeMqtt5IsSpokenToInItsVersion_data();
    void aBrokerOfBeforeMqtt5IsSpokenToInItsVersion();
    void onlyTheVersionAskedForIsTried();
    void theReasonIsNotWaitedForWhenClosed();

private:
    std::unique_ptr<House> m_house;
    QHash<QString, std::shared_ptr<Attempt>> m_attempts; // by the text of the address
};

void TestSecureBroker::initTestCase()
{
    QVERIFY2(!MosquittoBroker::program().isEmpty(), "mosquitto is not installed (see tests/packages)");
    m_house = std::make_unique<House>();
    QVERIFY(m_house->open());
    const auto begin = [this](const QString &text, const QStringList &filters) {
        const auto attempt = std::make_shared<Attempt>(address(m_house->filledIn(text)));
        m_attempts.insert(text, attempt);
        attempt->transport.open(filters);
    };
    for (const QString &way : waysIn()) {
        const QString topic = u"way/%1"_s.arg(waysIn().indexOf(way));
        begin(way, {QString(topic + u"/#"), u"other"_s});
    }
    for (const Fault &fault : faults()) {
        begin(fault.text, {u"#"_s});
    }
}

void TestSecureBroker::eachWayInWorksWithEachVersion_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("is5");
    for (const QString &way : waysIn()) {
        QTest::newRow(qPrintable(way)) << way << !way.contains(u"mqtt=3.1.1");
    }
}

void TestSecureBroker::eachWayInWorksWithEachVersion()
{
    QFETCH(const QString, text);
    QFETCH(const bool, is5);
    RecordingSink &sink = m_attempts[text]->sink;
    MqttTransport &transport = m_attempts[text]->transport;
    QVERIFY2(sink.waitForOpened(), qPrintable(sink.heard().failures.join(u' ')));
    const QString topic = u"way/%1"_s.arg(waysIn().indexOf(text));
    QVERIFY(m_house->broker.publish(topic, "hello",
        {u"-V"_s, u"5"_s, u"-q"_s, u"1"_s, u"-D"_s, u"publish"_s, u"user-property"_s, u"site"_s, u"läb"_s, u"-D"_s,
            u"publish"_s, u"user-property"_s, u"site"_s, u"2"_s, u"-D"_s, u"publish"_s, u"content-type"_s,
            u"text/plain"_s, u"-D"_s, u"publish"_s, u"response-topic"_s, u"answers/me"_s}));
    QVERIFY(sink.waitForMessages(1));
    const ember::Message message = sink.heard().messages[0];
    QCOMPARE(message.topic, topic);
    QCOMPARE(message.payload, "hello");
    QCOMPARE(message.qos, 1);
    QVERIFY(!message.retained);
    QCOMPARE(message.properties != nullptr, is5);
    if (is5) {
        const QList<std::pair<QString, QString>> expected{{u"site"_s, u"läb"_s}, {u"site"_s, u"2"_s}};
        QCOMPARE(message.properties->user, expected);
        QCOMPARE(message.properties->contentType, u"text/plain"_s);
        QCOMPARE(message.properties->responseTopic, u"answers/me"_s);
    }
    QVERIFY(transport.publish(topic + u"/b"_s, QByteArray(20'000, 'x'), 1)); // several frames of a WebSocket
    QVERIFY(sink.waitForMessages(2));
    QCOMPARE(sink.heard().messages[1].payload.size(), 20'000);
    QVERIFY(sink.heard().failures.isEmpty());
}

void TestSecureBroker::aClientCertificateIsShown_data()
{
    QTest::addColumn<QString>("query");
    QTest::newRow("a plain key") << u"cert={cert}&key={key}"_s;
    QTest::newRow("an encrypted key") << u"cert={cert}&key={encrypted}&keypassword=k3y%20w0rd"_s;
    QTest::newRow("its password in a file") << u"cert={cert}&key={encrypted}&keypasswordfile={password file}"_s;
}

void TestSecureBroker::aClientCertificateIsShown()
{
    QFETCH(const QString, query);
    RecordingSink sink;
    MqttTransport transport(
        address(m_house->filledIn(QString(u"mqtts://localhost:{private}?ca={ca}&"_s + query))), sink);
    transport.open({u"#"_s});
    QVERIFY2(sink.waitForOpened(), qPrintable(sink.heard().failures.join(u' ')));
}

void TestSecureBroker::whatIsWrongIsSaid_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QStringList>("said");
    QTest::addColumn<bool>("permanent");
    for (const Fault &fault : faults()) {
        QTest::newRow(fault.name) << fault.text << fault.said << fault.permanent;
    }
}

void TestSecureBroker::whatIsWrongIsSaid()
{
    QFETCH(const QString, text);
    QFETCH(const QStringList, said);
    RecordingSink &sink = m_attempts[text]->sink;
    QVERIFY(sink.waitForFailure());
    const auto heard = sink.heard();
    for (const QString &part : said) {
        QVERIFY2(heard.failures[0].contains(part), qPrintable(heard.failures[0] + u" has no: "_s + part));
    }
    QVERIFY2(!heard.failures[0].contains(u"wr0ng"), qPrintable(heard.failures[0]));
    QTEST(heard.permanent, "permanent");
    QCOMPARE(heard.opened, 0);
    QCOMPARE(heard.failures.size(), 1);
}

void TestSecureBroker::theStatusOfAWebServerIsSaid_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<QString>("said");
    QTest::addColumn<bool>("permanent");
    const auto row = [](const char *status, const QString &said, bool permanent) {
        QTest::newRow(status) << "HTTP/1.1 " + QByteArray(status) + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                              << said << permanent;
    };
    row("401 Unauthorized", u"does not let us in (HTTP 401 Unauthorized)"_s, true);
    row("403 Forbidden", u"does not let us in (HTTP 403 Forbidden)"_s, true);
    row("404 Not Found", u"no WebSocket at “/home/mqtt”"_s, false);
    row("503 Service Unavailable", u"not available at the moment (HTTP 503 Service Unavailable)"_s, false);
    row("200 OK", u"did not open a WebSocket at “/home/mqtt” (HTTP 200 OK)"_s, false);
    QTest::newRow("no web server") << QByteArray("220 mail.example ESMTP\r\n\r\n") << u"is no web server"_s << false;
}

void TestSecureBroker::theStatusOfAWebServerIsSaid()
{
    QFETCH(const QByteArray, answer);
    QFETCH(const QString, said);
    CannedServer server([&](const QByteArray &) { return answer; });
    RecordingSink sink;
    MqttTransport transport(address(u"ws://anna:s3cr3t@127.0.0.1:%1/home/mqtt"_s.arg(server.port())), sink,
        {.keepAlive = 30s, .connect = 2s}); // for the one that Paho goes on waiting for
    transport.open({u"#"_s});
    QVERIFY(sink.waitForFailure());
    const auto heard = sink.heard();
    QVERIFY2(heard.failures[0].contains(said), qPrintable(heard.failures[0]));
    QTEST(heard.permanent, "permanent");
}

void TestSecureBroker::aBrokerOfBeforeMqtt5IsSpokenToInItsVersion_data()
{
    QTest::addColumn<QByteArray>("refusal");
    QTest::addColumn<int>("connections"); // for two attempts
    // One that says so is not asked a second time; who hangs up may have had another reason.
    QTest::newRow("says so") << QByteArray("\x20\x02\x00\x01", 4) << 3;
    QTest::newRow("hangs up") << QByteArray() << 4;
}

void TestSecureBroker::aBrokerOfBeforeMqtt5IsSpokenToInItsVersion()
{
    QFETCH(const QByteArray, refusal);
    CannedServer server([&](const QByteArray &bytes) -> QByteArray {
        const qsizetype protocol = bytes.indexOf("MQTT");
        if (protocol >= 0) {
            return bytes.at(protocol + 4) == 5 ? refusal : QByteArray("\x20\x02\x00\x00", 4);
        }
        return QByteArray("\x90\x03", 2) + bytes.mid(2, 2) + '\x01'; // to the subscription
    });
    RecordingSink sink;
    MqttTransport transport(address(u"mqtt://127.0.0.1:%1"_s.arg(server.port())), sink);
    transport.open({u"#"_s});
    QVERIFY2(sink.waitForOpened(), qPrintable(sink.heard().failures.join(u' ')));
    transport.close();
    transport.open({u"#"_s});
    QVERIFY2(sink.waitForOpened(2), qPrintable(sink.heard().failures.join(u' ')));
    QTEST(server.connections(), "connections");
    QVERIFY(sink.heard().failures.isEmpty());
}

void TestSecureBroker::onlyTheVersionAskedForIsTried()
{
    CannedServer server([&](const QByteArray &) { return QByteArray("\x20\x02\x00\x01", 4); });
    RecordingSink sink;
    MqttTransport transport(address(u"mqtt://127.0.0.1:%1?mqtt=5"_s.arg(server.port())), sink);
    transport.open({u"#"_s});
    QVERIFY(sink.waitForFailure());
    QVERIFY2(sink.heard().failures[0].contains(u"does not speak this version"), qPrintable(sink.heard().failures[0]));
    QVERIFY(sink.heard().permanent);
    QCOMPARE(server.connections(), 1);
}

/// Who answers the first handshake and is mute at the second one, which looks for the reason.
void TestSecureBroker::theReasonIsNotWaitedForWhenClosed()
{
    std::atomic<int> asked = 0;
    CannedServer server([&](const QByteArray &) {
        return ++asked == 1 ? QByteArray("HTTP/1.1 403 Forbidden\r\n\r\n") : QByteArray("H"); // and no more
    });
    RecordingSink sink;
    MqttTransport transport(address(u"ws://127.0.0.1:%1"_s.arg(server.port())), sink);
    transport.open({u"#"_s});
    QTRY_COMPARE_WITH_TIMEOUT(asked.load(), 2, 20'000);
    QElapsedTimer clock;
    clock.start();
    transport.close();
    QVERIFY2(clock.elapsed() < 2'000, qPrintable(QString::number(clock.elapsed())));
    QCOMPARE(sink.heard().calls, 0);
}

QTEST_GUILESS_MAIN(TestSecureBroker)
#include "tst_securebroker.moc"
