// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "start/connectdialog.h"
#include "start/connectiontext.h"
#include "start/startpage.h"
#include "theme/theme.h"

#include <ember/device/profilelibrary.h>

#include <QtGui/QClipboard>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>
#include <QtWidgets/QApplication>
#include <QtWidgets/QCheckBox>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QSpinBox>
#include <QtWidgets/QToolButton>

using namespace ember;
using namespace Qt::StringLiterals;

namespace {

template <typename Widget>
Widget *part(const QWidget &page, const QString &name)
{
    auto *found = page.findChild<Widget *>(name);
    if (!found) {
        qFatal("no widget named %s", qPrintable(name));
    }
    return found;
}

void type(const QWidget &page, const QString &name, const QString &text)
{
    auto *field = part<QLineEdit>(page, name);
    field->selectAll();
    QTest::keyClicks(field, text);
}

void click(const QWidget &page, const QString &name)
{
    QTest::mouseClick(part<QPushButton>(page, name), Qt::LeftButton);
}

} // namespace

class TestStartPage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup() { m_page.reset(); }

    void choicesBecomeAUrlThatReadsTheSame_data();
    void choicesBecomeAUrlThatReadsTheSame();
    void oneClickWatchesTheSimulator();
    void simulatorChoicesAreTakenOver();
    void simulatorAddressFollowsTheChoicesAndTheyIt();
    void aWrongSimulatorAddressIsSaidInPlace();
    void filledInBrokerIsConnectedTo();
    void enterInAFieldConnects();
    void previewNeverShowsThePassword();
    void mistakeIsSaidInPlaceAndGoesWhenMended();
    void hostCannotSmuggleOtherParts();
    void passwordWithoutUserIsRefused();
    void profileIsChosenAndNamesItsTopics();
    void pastedAddressIsTakenApart();
    void whatFewNeedIsFoldedAway();
    void foldedOutFieldsAreReachedByTabToo();
    void theTransportDecidesPortAndFields();
    void anEncryptedConnectionIsFilledIn();
    void aPastedEncryptedAddressIsTakenApart();
    void everyFieldIsReachedByTab();
    void anAccountIsFilledIn();
    void whatAnAccountLacksIsSaidInPlace();
    void aKnownAccountIsAskedForItsPasswordAlone();
    void dialogStaysOpenUntilItWorked();

private:
    QList<ConnectionUrl> m_opened;
    std::unique_ptr<StartPage> m_page;
};

void TestStartPage::initTestCase()
{
    Theme::instance().setMode(Theme::Mode::Light);
}

void TestStartPage::init()
{
    m_opened.clear();
    m_page = std::make_unique<StartPage>(StartPage::Greeting::Shown);
    connect(m_page.get(), &StartPage::openRequested, this, [this](const ConnectionUrl &url) { m_opened << url; });
    m_page->resize(1024, 700);
    m_page->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
}

void TestStartPage::choicesBecomeAUrlThatReadsTheSame_data()
{
    QTest::addColumn<QString>("host");
    QTest::addColumn<QString>("user");
    QTest::addColumn<QString>("password");
    QTest::addColumn<QString>("topic");
    QTest::addColumn<QString>("device");
    QTest::addColumn<QString>("parsedHost");
    QTest::newRow("host only") << u"broker.local"_s << QString() << QString() << QString() << QString()
                               << u"broker.local"_s;
    QTest::newRow("spaces around") << u" broker "_s << QString() << QString() << u" home/# "_s << QString()
                                   << u"broker"_s;
    QTest::newRow("awkward secrets") << u"b"_s << u"us:er@home/1"_s << u"p@:/?#&%+ ä€ss"_s << u"a/+/b&c=d%41/#"_s
                                     << u"aabbccddeeff:5322"_s << u"b"_s;
    QTest::newRow("address of version 6")
        << u"fe80::1"_s << QString() << QString() << QString() << QString() << u"fe80::1"_s;
    QTest::newRow("in brackets already") << u"[::1]"_s << u"me"_s << QString() << QString() << QString() << u"::1"_s;
}

void TestStartPage::choicesBecomeAUrlThatReadsTheSame()
{
    QFETCH(QString, host);
    QFETCH(QString, user);
    QFETCH(QString, password);
    QFETCH(QString, topic);
    QFETCH(QString, device);
    QFETCH(QString, parsedHost);
    const QString text = brokerUrlText({.host = host,
        .port = 11883,
        .user = user,
        .password = password,
        .profile = {},
        .topic = topic,
        .device = device});
    const Result<ConnectionUrl> url = ConnectionUrl::parse(text);
    QVERIFY2(url, url ? "" : qPrintable(url.error()));
    QCOMPARE(url->host, parsedHost);
    QCOMPARE(int(url->port), 11883);
    QCOMPARE(url->user, user);
    QCOMPARE(url->password.reveal(), password);
    QCOMPARE(url->topics, topic.isEmpty() ? QStringList() : QStringList{topic.trimmed()});
    QCOMPARE(url->devices.size(), device.isEmpty() ? 0 : 1);
}

void TestStartPage::oneClickWatchesTheSimulator()
{
    click(*m_page, u"watchSimulatorButton"_s);
    QCOMPARE(m_opened.size(), 1);
    QCOMPARE(m_opened[0].kind, ConnectionUrl::Kind::Simulator);
    QCOMPARE(m_opened[0].text, u"sim:"_s);
}

void TestStartPage::simulatorChoicesAreTakenOver()
{
    part<QSpinBox>(*m_page, u"simulatorDevices"_s)->setValue(3);
    auto *speed = part<QComboBox>(*m_page, u"simulatorSpeed"_s);
    speed->setFocus();
    QTest::keyClick(speed, Qt::Key_Down);
    click(*m_page, u"watchSimulatorButton"_s);
    QCOMPARE(m_opened.size(), 1);
    const QList<std::pair<QString, QString>> wanted{{u"speed"_s, u"600"_s}, {u"devices"_s, u"3"_s}};
    QCOMPARE(m_opened[0].simulation, wanted);
}

void TestStartPage::simulatorAddressFollowsTheChoicesAndTheyIt()
{
    auto *address = part<QLineEdit>(*m_page, u"simulatorUrl"_s);
    QCOMPARE(address->text(), u"sim:"_s);
    type(*m_page, u"simulatorSeed"_s, u"7"_s);
    part<QSpinBox>(*m_page, u"simulatorDevices"_s)->setValue(3);
    QCOMPARE(address->text(), u"sim:navien-nwp500?seed=7&devices=3"_s);

    type(*m_page, u"simulatorUrl"_s, u"sim:?seed=9&speed=120&rate=50&fault=E799@30s,silence/1h@2m"_s);
    QCOMPARE(part<QLineEdit>(*m_page, u"simulatorSeed"_s)->text(), u"9"_s);
    QCOMPARE(part<QComboBox>(*m_page, u"simulatorSpeed"_s)->currentData().toDouble(), 120.0);
    QCOMPARE(part<QComboBox>(*m_page, u"simulatorRate"_s)->currentData().toDouble(), 50.0);
    QCOMPARE(part<QSpinBox>(*m_page, u"simulatorDevices"_s)->value(), 1);
    QCOMPARE(address->text(), u"sim:?seed=9&speed=120&rate=50&fault=E799@30s,silence/1h@2m"_s); // as it was typed

    part<QSpinBox>(*m_page, u"simulatorDevices"_s)->setValue(2); // a choice keeps the faults
    QCOMPARE(address->text(), u"sim:navien-nwp500?seed=9&speed=120&rate=50&devices=2&fault=E799@30s,silence/1h@2m"_s);
    click(*m_page, u"watchSimulatorButton"_s);
    QCOMPARE(m_opened.size(), 1);
    QCOMPARE(m_opened[0].text, address->text());
}

void TestStartPage::aWrongSimulatorAddressIsSaidInPlace()
{
    auto *error = part<QLabel>(*m_page, u"startError"_s);
    type(*m_page, u"simulatorUrl"_s, u"sim:?fault=quake@3s"_s);
    QVERIFY(error->text().isEmpty());
    click(*m_page, u"watchSimulatorButton"_s);
    QVERIFY(m_opened.isEmpty());
    QVERIFY2(error->text().contains(u"quake"_s), qPrintable(error->text()));
    type(*m_page, u"simulatorUrl"_s, u"mqtt://host"_s);
    QVERIFY2(error->text().contains(u"begins with sim:"_s), qPrintable(error->text()));
    type(*m_page, u"simulatorUrl"_s, u"sim:?fault=drop@3s"_s);
    QVERIFY(error->text().isEmpty());
    QTest::keyClick(part<QLineEdit>(*m_page, u"simulatorUrl"_s), Qt::Key_Return);
    QCOMPARE(m_opened.size(), 1);
}

void TestStartPage::filledInBrokerIsConnectedTo()
{
    type(*m_page, u"brokerHost"_s, u"broker.local"_s);
    part<QSpinBox>(*m_page, u"brokerPort"_s)->setValue(2883);
    type(*m_page, u"brokerUser"_s, u"owner"_s);
    type(*m_page, u"brokerPassword"_s, u"s3cr@t"_s);
    type(*m_page, u"brokerTopic"_s, u"home/+/state"_s);
    click(*m_page, u"brokerConnectButton"_s);
    QCOMPARE(m_opened.size(), 1);
    QCOMPARE(m_opened[0].kind, ConnectionUrl::Kind::Mqtt);
    QCOMPARE(m_opened[0].host, u"broker.local"_s);
    QCOMPARE(int(m_opened[0].port), 2883);
    QCOMPARE(m_opened[0].user, u"owner"_s);
    QCOMPARE(m_opened[0].password.reveal(), u"s3cr@t"_s);
    QCOMPARE(m_opened[0].topics, QStringList{u"home/+/state"_s});
    QVERIFY(!part<QLabel>(*m_page, u"startError"_s)->isVisible());
}

void TestStartPage::enterInAFieldConnects()
{
    type(*m_page, u"brokerHost"_s, u"broker"_s);
    QTest::keyClick(part<QLineEdit>(*m_page, u"brokerHost"_s), Qt::Key_Return);
    QCOMPARE(m_opened.size(), 1);
}

void TestStartPage::previewNeverShowsThePassword()
{
    type(*m_page, u"brokerHost"_s, u"broker"_s);
    type(*m_page, u"brokerUser"_s, u"owner"_s);
    type(*m_page, u"brokerPassword"_s, u"geheim99"_s);
    QCOMPARE(part<QLineEdit>(*m_page, u"brokerUrl"_s)->text(), u"mqtt://owner@broker:1883"_s);
    QCOMPARE(part<QLineEdit>(*m_page, u"brokerPassword"_s)->echoMode(), QLineEdit::Password);
    for (const QWidget *widget : m_page->findChildren<QWidget *>()) {
        QVERIFY(!widget->toolTip().contains(u"geheim99"_s));
        const auto *label = qobject_cast<const QLabel *>(widget);
        QVERIFY(!label || !label->text().contains(u"geheim99"_s));
    }
}

void TestStartPage::mistakeIsSaidInPlaceAndGoesWhenMended()
{
    auto *error = part<QLabel>(*m_page, u"startError"_s);
    QVERIFY(!error->isVisible());
    click(*m_page, u"brokerConnectButton"_s);
    QVERIFY(error->isVisible());
    QVERIFY2(error->text().contains(u"host"_s), qPrintable(error->text()));
    QCOMPARE(m_opened.size(), 0);
    type(*m_page, u"brokerHost"_s, u"broker"_s);
    QVERIFY(!error->isVisible());
    type(*m_page, u"brokerTopic"_s, u"home/#/state"_s); // # only at the end
    QVERIFY(error->isVisible());
    click(*m_page, u"brokerConnectButton"_s);
    QCOMPARE(m_opened.size(), 0);
    QVERIFY2(error->text().contains(u"home/#/state"_s), qPrintable(error->text()));
}

void TestStartPage::hostCannotSmuggleOtherParts()
{
    for (const QString &host : {u"broker/x"_s, u"broker?topic=a"_s, u"me@broker"_s, u"bro ker"_s, u"a#b"_s}) {
        type(*m_page, u"brokerHost"_s, host);
        click(*m_page, u"brokerConnectButton"_s);
        QCOMPARE(m_opened.size(), 0);
        QVERIFY(part<QLabel>(*m_page, u"startError"_s)->isVisible());
    }
}

void TestStartPage::passwordWithoutUserIsRefused()
{
    type(*m_page, u"brokerHost"_s, u"broker"_s);
    type(*m_page, u"brokerPassword"_s, u"geheim99"_s);
    click(*m_page, u"brokerConnectButton"_s);
    QCOMPARE(m_opened.size(), 0);
    const QString error = part<QLabel>(*m_page, u"startError"_s)->text();
    QVERIFY(error.contains(u"user"_s));
    QVERIFY(!error.contains(u"geheim99"_s));
}

void TestStartPage::profileIsChosenAndNamesItsTopics()
{
    auto *profiles = part<QComboBox>(*m_page, u"brokerProfile"_s);
    QCOMPARE(profiles->count(), int(ProfileLibrary::builtIn().size()) + 1);
    if (ProfileLibrary::builtIn().empty()) {
        QSKIP("no built-in profile in this build");
    }
    QCOMPARE(profiles->currentData().toString(), QString());
    QTest::keyClick(profiles, Qt::Key_Down);
    const ProfilePtr &profile = ProfileLibrary::builtIn().front();
    QCOMPARE(profiles->currentData().toString(), profile->id());
    QVERIFY(part<QLineEdit>(*m_page, u"brokerTopic"_s)->placeholderText().contains(profile->topicFilters().value(0)));
    type(*m_page, u"brokerHost"_s, u"broker"_s);
    click(*m_page, u"brokerConnectButton"_s);
    QCOMPARE(m_opened.size(), 1);
    QCOMPARE(m_opened[0].profile, profile->id());
    QVERIFY(m_opened[0].topics.isEmpty()); // those of the profile
}

void TestStartPage::pastedAddressIsTakenApart()
{
    QApplication::clipboard()->setText(u"mqtt://owner:geheim99@broker.local:2883?topic=home/#"_s);
    auto *host = part<QLineEdit>(*m_page, u"brokerHost"_s);
    host->setFocus();
    QTest::keySequence(host, QKeySequence::Paste);
    QCOMPARE(host->text(), u"broker.local"_s);
    QCOMPARE(part<QSpinBox>(*m_page, u"brokerPort"_s)->value(), 2883);
    QCOMPARE(part<QLineEdit>(*m_page, u"brokerUser"_s)->text(), u"owner"_s);
    QCOMPARE(part<QLineEdit>(*m_page, u"brokerPassword"_s)->text(), u"geheim99"_s);
    QCOMPARE(part<QLineEdit>(*m_page, u"brokerTopic"_s)->text(), u"home/#"_s);
}

void TestStartPage::whatFewNeedIsFoldedAway()
{
    auto *fold = part<QWidget>(*m_page, u"brokerAdvanced"_s);
    QVERIFY(!fold->isVisible());
    auto *toggle = part<QToolButton>(*m_page, u"brokerAdvancedToggle"_s);
    QTest::mouseClick(toggle, Qt::LeftButton);
    QVERIFY(fold->isVisible());
    QVERIFY(part<QComboBox>(*m_page, u"brokerTransport"_s)->isVisible());
    QTest::mouseClick(toggle, Qt::LeftButton);
    QVERIFY(!fold->isVisible());
}

void TestStartPage::foldedOutFieldsAreReachedByTabToo()
{
    part<QToolButton>(*m_page, u"brokerAdvancedToggle"_s)->click();
    part<QComboBox>(*m_page, u"brokerTransport"_s)->setCurrentIndex(3);
    const QStringList wanted{u"brokerAdvancedToggle"_s, u"brokerTransport"_s, u"brokerPath"_s, u"brokerCa"_s,
        u"brokerCaChoose"_s, u"brokerCert"_s, u"brokerCertChoose"_s, u"brokerKey"_s, u"brokerKeyChoose"_s,
        u"brokerKeyPassword"_s, u"brokerVersion"_s, u"brokerClientId"_s, u"brokerSession"_s, u"brokerConnectButton"_s};
    m_page->activateWindow();
    part<QToolButton>(*m_page, u"brokerAdvancedToggle"_s)->setFocus();
    QTRY_VERIFY(QApplication::focusWidget());
    for (const QString &name : wanted) {
        QWidget *focused = QApplication::focusWidget();
        QVERIFY(focused);
        QCOMPARE(focused->objectName(), name);
        QTest::keyClick(focused, Qt::Key_Tab);
    }
}

void TestStartPage::theTransportDecidesPortAndFields()
{
    part<QToolButton>(*m_page, u"brokerAdvancedToggle"_s)->click();
    type(*m_page, u"brokerHost"_s, u"broker"_s);
    auto *transport = part<QComboBox>(*m_page, u"brokerTransport"_s);
    auto *port = part<QSpinBox>(*m_page, u"brokerPort"_s);
    const auto *path = part<QLineEdit>(*m_page, u"brokerPath"_s);
    const auto *authority = part<QLineEdit>(*m_page, u"brokerCa"_s);
    const auto *address = part<QLineEdit>(*m_page, u"brokerUrl"_s);
    const auto choose = [&](const QString &scheme) { transport->setCurrentIndex(transport->findData(scheme)); };
    QVERIFY(!path->isVisible() && !authority->isVisible());
    choose(u"mqtts"_s);
    QCOMPARE(port->value(), 8883);
    QVERIFY(!path->isVisible() && authority->isVisible());
    QCOMPARE(address->text(), u"mqtts://broker:8883"_s);
    choose(u"wss"_s);
    QCOMPARE(port->value(), 443);
    QVERIFY(path->isVisible() && authority->isVisible());
    type(*m_page, u"brokerPath"_s, u"home/mq%20tt"_s);
    QCOMPARE(address->text(), u"wss://broker:443/home/mq%20tt"_s);
    port->setValue(9001); // a port that somebody chose stays
    choose(u"ws"_s);
    QCOMPARE(port->value(), 9001);
    QVERIFY(path->isVisible() && !authority->isVisible());
    choose(u"mqtt"_s);
    QCOMPARE(address->text(), u"mqtt://broker:9001"_s); // no path
}

void TestStartPage::anEncryptedConnectionIsFilledIn()
{
    part<QToolButton>(*m_page, u"brokerAdvancedToggle"_s)->click();
    type(*m_page, u"brokerHost"_s, u"broker"_s);
    part<QComboBox>(*m_page, u"brokerTransport"_s)->setCurrentIndex(1);
    type(*m_page, u"brokerCa"_s, u"/etc/my ca&1.pem"_s);
    type(*m_page, u"brokerCert"_s, u"me.pem"_s);
    type(*m_page, u"brokerKey"_s, u"me.key"_s);
    type(*m_page, u"brokerKeyPassword"_s, u"geh&im 99"_s);
    part<QComboBox>(*m_page, u"brokerVersion"_s)->setCurrentIndex(2);
    part<QCheckBox>(*m_page, u"brokerSession"_s)->setChecked(true);
    click(*m_page, u"brokerConnectButton"_s);
    auto *error = part<QLabel>(*m_page, u"startError"_s);
    QVERIFY2(error->text().contains(u"clientid"_s), qPrintable(error->text())); // a kept session needs one
    QVERIFY(m_opened.isEmpty());
    type(*m_page, u"brokerClientId"_s, u"desk"_s);
    click(*m_page, u"brokerConnectButton"_s);
    QCOMPARE(m_opened.size(), 1);
    const ConnectionUrl &url = m_opened[0];
    QVERIFY(url.tls.has_value());
    QCOMPARE(url.tls->caFile, u"/etc/my ca&1.pem"_s);
    QCOMPARE(url.tls->certFile, u"me.pem"_s);
    QCOMPARE(url.tls->keyFile, u"me.key"_s);
    QCOMPARE(url.tls->keyPassword.reveal(), u"geh&im 99"_s);
    QCOMPARE(url.version, MqttVersion::V311);
    QCOMPARE(url.clientId, u"desk"_s);
    QVERIFY(url.isSessionKept);
    QCOMPARE(part<QLineEdit>(*m_page, u"brokerKeyPassword"_s)->echoMode(), QLineEdit::Password);
    QVERIFY(!url.text.contains(u"geh"_s));
    QVERIFY(!part<QLineEdit>(*m_page, u"brokerUrl"_s)->text().contains(u"geh"_s));
}

void TestStartPage::aPastedEncryptedAddressIsTakenApart()
{
    QApplication::clipboard()->setText(
        u"wss://owner:geheim99@broker.local/a%2Fb?topic=home/%23&ca=/etc/ca.pem&cert=c.pem"
        u"&key=k.pem&keypassword=geheim98&mqtt=5&clientid=desk&session=persistent"_s);
    auto *host = part<QLineEdit>(*m_page, u"brokerHost"_s);
    host->setFocus();
    QTest::keySequence(host, QKeySequence::Paste);
    QVERIFY(part<QWidget>(*m_page, u"brokerAdvanced"_s)->isVisible()); // something in it is not as usual
    QCOMPARE(host->text(), u"broker.local"_s);
    QCOMPARE(part<QSpinBox>(*m_page, u"brokerPort"_s)->value(), 443);
    QCOMPARE(part<QComboBox>(*m_page, u"brokerTransport"_s)->currentData().toString(), u"wss"_s);
    QCOMPARE(part<QLineEdit>(*m_page, u"brokerPath"_s)->text(), u"/a%2Fb"_s);
    QCOMPARE(part<QLineEdit>(*m_page, u"brokerUrl"_s)->text(),
        u"wss://owner@broker.local:443/a%2Fb?topic=home/#&ca=/etc/ca.pem&cert=c.pem&key=k.pem&mqtt=5&clientid=desk"
        u"&session=persistent"_s);
    click(*m_page, u"brokerConnectButton"_s);
    QCOMPARE(m_opened.size(), 1);
    QCOMPARE(m_opened[0].tls->keyPassword.reveal(), u"geheim98"_s);
    QCOMPARE(m_opened[0].password.reveal(), u"geheim99"_s);
}

void TestStartPage::everyFieldIsReachedByTab()
{
    QStringList wanted{u"simulatorSpeed"_s, u"simulatorRate"_s, u"simulatorDevices"_s, u"simulatorSeed"_s,
        u"simulatorUrl"_s, u"watchSimulatorButton"_s, u"accountEmail"_s, u"accountPassword"_s,
        u"accountConnectButton"_s, u"brokerHost"_s, u"brokerPort"_s, u"brokerUser"_s, u"brokerPassword"_s,
        u"brokerProfile"_s, u"brokerTopic"_s, u"brokerDevice"_s, u"brokerAdvancedToggle"_s, u"brokerConnectButton"_s};
    part<QComboBox>(*m_page, u"simulatorSpeed"_s)->setFocus();
    m_page->activateWindow();
    QTRY_VERIFY(QApplication::focusWidget());
    for (const QString &name : wanted) {
        QWidget *focused = QApplication::focusWidget();
        QVERIFY(focused);
        QCOMPARE(focused->objectName(), name);
        QVERIFY(!focused->accessibleName().isEmpty() || qobject_cast<QPushButton *>(focused));
        QTest::keyClick(focused, Qt::Key_Tab);
    }
}

void TestStartPage::anAccountIsFilledIn()
{
    type(*m_page, u"accountEmail"_s, u" anna+heater@example.org "_s);
    type(*m_page, u"accountPassword"_s, u"p@:/?#&%+ s"_s);
    QCOMPARE(part<QLineEdit>(*m_page, u"accountPassword"_s)->echoMode(), QLineEdit::Password);
    click(*m_page, u"accountConnectButton"_s);
    QCOMPARE(m_opened.size(), 1);
    QCOMPARE(m_opened[0].kind, ConnectionUrl::Kind::NaviLink);
    QCOMPARE(m_opened[0].text, u"navilink:anna+heater@example.org"_s);
    QCOMPARE(m_opened[0].user, u"anna+heater@example.org"_s);
    QCOMPARE(m_opened[0].password.reveal(), u"p@:/?#&%+ s"_s);
    type(*m_page, u"accountEmail"_s, u"an?na&x=1@example.org"_s); // nothing smuggles a parameter in
    QTest::keyClick(part<QLineEdit>(*m_page, u"accountEmail"_s), Qt::Key_Return);
    QCOMPARE(m_opened.size(), 2);
    QCOMPARE(m_opened[1].user, u"an?na&x=1@example.org"_s);
}

void TestStartPage::whatAnAccountLacksIsSaidInPlace()
{
    auto *error = part<QLabel>(*m_page, u"startError"_s);
    click(*m_page, u"accountConnectButton"_s);
    QVERIFY2(error->text().contains(u"e-mail address is missing"_s), qPrintable(error->text()));
    type(*m_page, u"accountPassword"_s, u"geheim99"_s);
    type(*m_page, u"accountEmail"_s, u"anna"_s);
    QVERIFY2(error->text().contains(u"no e-mail address"_s), qPrintable(error->text()));
    type(*m_page, u"accountEmail"_s, u"anna@example.org"_s);
    QVERIFY(!error->isVisible());
    part<QLineEdit>(*m_page, u"accountPassword"_s)->clear();
    QVERIFY2(error->text().contains(u"password is missing"_s), qPrintable(error->text()));
    click(*m_page, u"accountConnectButton"_s);
    QCOMPARE(m_opened.size(), 0);
}

void TestStartPage::aKnownAccountIsAskedForItsPasswordAlone()
{
    const auto url = ConnectionUrl::parse(u"navilink:anna@example.org?poll=30");
    QVERIFY(url.isOk());
    m_page->activateWindow();
    m_page->askForPassword(*url);
    auto *password = part<QLineEdit>(*m_page, u"accountPassword"_s);
    QTRY_VERIFY(password->hasFocus());
    QTest::keyClicks(password, u"geheim99"_s);
    QTest::keyClick(password, Qt::Key_Return);
    QCOMPARE(m_opened.size(), 1);
    QCOMPARE(m_opened[0].text, u"navilink:anna@example.org?poll=30"_s);
    QCOMPARE(m_opened[0].password.reveal(), u"geheim99"_s);
    type(*m_page, u"accountEmail"_s, u"bert@example.org"_s); // another account, without those parameters
    click(*m_page, u"accountConnectButton"_s);
    QCOMPARE(m_opened[1].text, u"navilink:bert@example.org"_s);
}

void TestStartPage::dialogStaysOpenUntilItWorked()
{
    QString answer = u"the profile is unknown"_s;
    int asked = 0;
    ConnectDialog dialog([&](const ConnectionUrl &) {
        ++asked;
        return answer;
    });
    dialog.show();
    QVERIFY(QTest::qWaitForWindowExposed(&dialog));
    click(dialog, u"watchSimulatorButton"_s);
    QCOMPARE(asked, 1);
    QVERIFY(dialog.isVisible());
    QCOMPARE(part<QLabel>(dialog, u"startError"_s)->text(), answer);
    answer.clear();
    click(dialog, u"watchSimulatorButton"_s);
    QCOMPARE(asked, 2);
    QVERIFY(!dialog.isVisible());
    QCOMPARE(dialog.result(), int(QDialog::Accepted));
}

QTEST_MAIN(TestStartPage)
#include "tst_startpage.moc"
