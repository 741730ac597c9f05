// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The window in every state that is easily forgotten, in both themes and several sizes: nothing may be cut, cover
// something else or be unreadable. With EMBER_GALLERY=<folder> the pictures are kept for a person to look at.
#include "log/eventlogview.h"
#include "log/logpanel.h"
#include "theme/theme.h"
#include "widgetchecks.h"
#include "window/mainwindow.h"

#include <ember/events/eventemitter.h>
#include <ember/session/session.h>

#include <QtCore/QTranslator>
#include <QtGui/QAction>
#include <QtTest/QTest>
#include <QtWidgets/QAbstractItemView>
#include <QtWidgets/QApplication>
#include <QtWidgets/QCheckBox>
#include <QtWidgets/QDialog>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QTabWidget>
#include <QtWidgets/QTreeView>

#include <functional>
#include <stdexcept>

using namespace ember;
using namespace Qt::StringLiterals;

namespace {

constexpr int kPatience = 40'000; // ms, for slow machines
const QString kLong = u"the-boiler-in-the-basement-of-the-house-behind-the-old-town-hall-of-regensburg-2"_s; // 80

/// A window on a session of its own.
struct Window
{
    Window()
        : main(session, WindowSettings::Use::Untouched)
    {
    }

    template <typename Object>
    Object *part(const QString &name)
    {
        auto *found = main.findChild<Object *>(name);
        if (!found) {
            qFatal("nothing named %s", qPrintable(name));
        }
        return found;
    }
    QString open(const QString &url)
    {
        const auto parsed = ConnectionUrl::parse(url);
        return parsed ? main.openConnection(*parsed) : parsed.error();
    }
    EventLogView *log() { return part<EventLogView>(u"eventLogView"_s); }
    bool has(QStringView event) const
    {
        const auto counts = session.eventCounts();
        return std::any_of(
            counts.begin(), counts.end(), [&](const EventCount &count) { return count.name.text() == event; });
    }
    /// Shows only these events and selects the newest of them.
    bool select(const QString &event)
    {
        main.logPanel()->applyFilter(u"name == \"%1\""_s.arg(event));
        const bool found = QTest::qWaitFor(
            [&] { return log()->visibleRowCount() > 0 && log()->rowText(0).contains(event); }, kPatience);
        if (found) {
            main.logPanel()->selectRow(log()->visibleRow(log()->visibleRowCount() - 1));
        }
        return found;
    }
    void showTab(int tab) { part<QTabWidget>(u"inspectorTabs"_s)->setCurrentIndex(tab); }

    Session session;
    MainWindow main;
};

const QString kSimulator = u"sim:navien-nwp500?seed=7&speed=600&rate=40"_s;

bool watch(Window &window, const QString &faults = {})
{
    const QString url = faults.isEmpty() ? kSimulator : QString(kSimulator + u"&fault="_s + faults);
    return window.open(url).isEmpty()
        && QTest::qWaitFor(
            [&] { return window.has(u"device.power_changed") && window.log()->rowCount() > 30; }, kPatience);
}

/// The newest status on the screen that caused something, selected.
/// The last visible row of a status that changed the power at once; -1 if none is in sight.
int visibleCause(const EventLogView &log)
{
    for (int row = log.visibleRowCount() - 3; row >= 0; --row) {
        if (log.rowText(row).contains(u"status_received"_s) && log.rowText(row + 1).contains(u"power_changed"_s)) {
            return row;
        }
    }
    return -1;
}

bool selectCause(Window &window)
{
    EventLogView *log = window.log();
    if (!QTest::qWaitFor([log] { return visibleCause(*log) >= 0; }, kPatience)) { // they come and go
        return false;
    }
    window.main.logPanel()->setFollowing(false);
    log->selectRow(log->visibleRow(visibleCause(*log)));
    return true;
}

/// As it stands in the README.
bool readme(Window &window)
{
    return window.open(u"sim:navien-nwp500?seed=7&speed=60&devices=2"_s).isEmpty()
        && QTest::qWaitFor(
            [&] { return window.has(u"device.temperature_changed") && window.log()->rowCount() > 150; }, 2 * kPatience)
        && selectCause(window);
}

bool inspect(Window &window, int tab)
{
    const bool selected = watch(window) && window.select(u"device.status_received"_s);
    window.main.logPanel()->applyFilter({});
    window.showTab(tab);
    return selected;
}

bool longNames(Window &window)
{
    window.session.onEmitterThread([](EventEmitter &emitter) {
        for (int priority = 90; priority > 60; priority -= 10) {
            emitter.on(u"**", [](const Event &) {}, {.priority = priority, .name = kLong});
        }
    });
    const bool opened = window.open(u"mqtt://%1.invalid:18830?topic=%1/%1"_s.arg(kLong)).isEmpty();
    const bool seen = opened && watch(window);
    const QString name = u"device."_s + QString(kLong).replace(u'-', u'_');
    window.session.onEmitterThread([&name](EventEmitter &emitter) {
        const QString source = u"navien-nwp500/"_s + kLong;
        emitter.emitEvent(Event(name, Record::make({{kLong, kLong}}), source));
    });
    return seen && window.select(name);
}

bool failedHandler(Window &window)
{
    window.session.onEmitterThread([](EventEmitter &emitter) {
        emitter.on(u"device.power_changed",
            [](const Event &) { throw std::runtime_error("no route to the pager: the network is unreachable"); },
            {.priority = 90, .name = u"alerts"_s});
    });
    return watch(window) && window.select(u"device.power_changed"_s);
}

bool deviceSays(Window &window, const QString &event, const QString &faults)
{
    return window.open(kSimulator + u"&fault="_s + faults).isEmpty()
        && QTest::qWaitFor([&] { return window.has(event); }, kPatience) && window.select(event);
}

/// Connections as somebody has saved them.
bool saved(Window &window)
{
    SavedConnections &list = window.main.savedConnections();
    const QList<SavedConnection> some{{.id = {},
                                          .name = u"Basement"_s,
                                          .address = u"mqtts://anna@broker.local:8883?topic=home/#"_s,
                                          .secrets = SecretKind::Password,
                                          .place = SecretPlace::Keyring},
        {.id = {},
            .name = kLong,
            .address = u"wss://reader@%1.example:443/mqtt?topic=site/+/state"_s.arg(kLong),
            .secrets = SecretKind::Password,
            .place = SecretPlace::File},
        {.id = {}, .name = u"Lab"_s, .address = u"mqtt://10.0.0.7:1883"_s, .secrets = {}},
        {.id = {}, .name = u"A simulated week"_s, .address = u"sim:navien-nwp500?seed=7&speed=600"_s, .secrets = {}}};
    for (const SavedConnection &one : some) {
        if (!list.add(one)) {
            return false;
        }
    }
    return list.list().size() == some.size();
}

/// One unit through two connections.
bool sameUnit(Window &window)
{
    for (const QString &name : {u"basement"_s, u"lab broker"_s}) {
        if (!window.main.openConnection(*ConnectionUrl::parse(u"sim:navien-nwp500?seed=7&rate=20"_s), name).isEmpty()) {
            return false;
        }
    }
    return QTest::qWaitFor([&] { return window.session.devices().size() == 2; }, kPatience)
        && QTest::qWaitFor([&] { return window.part<QWidget>(u"connectionRow"_s)->isVisible(); }, kPatience);
}

/// Every text a third longer, as German is.
class LongTexts : public QTranslator
{
public:
    bool isEmpty() const override { return false; }
    QString translate(const char *, const char *source, const char *, int) const override
    {
        const QString text = QString::fromUtf8(source);
        return text.size() < 3 ? text : QString(text + QString(text.size() / 3, u'n'));
    }
};

/// How a state comes about; false if it did not.
using Make = std::function<bool(Window &)>;

bool connectionDown(Window &window, const QString &url)
{
    return window.open(url).isEmpty()
        && QTest::qWaitFor(
            [&] {
                const QList<ConnectionStatus> connections = window.session.connections();
                return !connections.isEmpty() && !connections.first().link.reason.isEmpty();
            },
            kPatience);
}

QList<std::pair<QString, Make>> states()
{
    return {
        {u"start"_s, [](Window &) { return true; }},
        {u"start-problem"_s,
            [](Window &window) {
                window.part<QPushButton>(u"brokerConnectButton"_s)->click();
                return window.part<QLabel>(u"startError"_s)->isVisible();
            }},
        {u"saved"_s, saved},
        {u"same-unit"_s, sameUnit},
        {u"readme"_s, readme},
        {u"live"_s, [](Window &window) { return watch(window); }},
        {u"live-all-values"_s,
            [](Window &window) {
                window.open(u"sim:navien-nwp500?seed=9&devices=2"_s);
                const bool seen = watch(window);
                window.part<QCheckBox>(u"allValues"_s)->setChecked(true);
                return seen;
            }},
        {u"no-connection"_s,
            [](Window &window) {
                const bool seen = window.open(u"sim:"_s).isEmpty();
                window.session.remove(window.session.connections().first().id);
                return seen;
            }},
        {u"trace"_s, [](Window &window) { return inspect(window, 0); }},
        {u"fields"_s, [](Window &window) { return inspect(window, 1); }},
        {u"raw"_s, [](Window &window) { return inspect(window, 2); }},
        {u"causes"_s, [](Window &window) { return inspect(window, 3); }},
        {u"no-match"_s,
            [](Window &window) {
                const bool seen = watch(window);
                window.main.logPanel()->applyFilter(u"name == \"nothing.of_the_kind\""_s);
                return seen && QTest::qWaitFor([&] { return window.log()->rowCount() == 0; }, kPatience);
            }},
        {u"wrong-filter"_s,
            [](Window &window) {
                const bool seen = watch(window);
                window.main.logPanel()->applyFilter(u"name == \"device.status_received\" and and data.new > 5"_s);
                return seen && window.part<QLabel>(u"filterError"_s)->isVisible();
            }},
        {u"paused"_s,
            [](Window &window) {
                const bool seen = watch(window);
                window.main.logPanel()->setPaused(true);
                return seen;
            }},
        {u"long-names"_s, longNames},
        {u"failed-handler"_s, failedHandler},
        {u"refused"_s, [](Window &window) { return connectionDown(window, u"mqtt://127.0.0.1:1"_s); }},
        {u"unreachable"_s, [](Window &window) { return connectionDown(window, u"mqtt://nobody-here.invalid"_s); }},
        {u"undecodable"_s,
            [](Window &window) { return deviceSays(window, u"message.undecodable"_s, u"garbage@1s,garbage@2s"_s); }},
        {u"fault-e799"_s, [](Window &window) { return deviceSays(window, u"device.error_detected"_s, u"E799@60s"_s); }},
        {u"closed"_s,
            [](Window &window) {
                const bool seen = watch(window);
                window.session.close(window.session.connections().first().id);
                return seen && QTest::qWaitFor([&] { return window.has(u"connection.closed"); }, kPatience);
            }},
    };
}

void verifyNone(const QStringList &complaints)
{
    QVERIFY2(complaints.isEmpty(), qPrintable(complaints.join(u"\n"_s)));
}

} // namespace

class TestGallery : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English)); }

    void everyTextRoleCanBeRead_data();
    void everyTextRoleCanBeRead();
    void nothingIsCutOrCovered_data();
    void nothingIsCutOrCovered();
    void aThirdLongerStillFits();
    void dialogsToo_data();
    void dialogsToo();
    void thoseOfSavedConnections_data();
    void thoseOfSavedConnections();
};

void TestGallery::everyTextRoleCanBeRead_data()
{
    QTest::addColumn<bool>("dark");
    QTest::newRow("light") << false;
    QTest::newRow("dark") << true;
}

void TestGallery::everyTextRoleCanBeRead()
{
    QFETCH(bool, dark);
    using enum ColorRole;
    for (const ColorRole text : {Text, DimText, Accent, Good, Attention, Bad, Information}) {
        for (const ColorRole ground : {Window, Base, AlternateBase, SelectedRow, Hover}) {
            const double ratio = contrastRatio(themeColor(text, dark), themeColor(ground, dark));
            QVERIFY2(ratio >= 4.5, qPrintable(u"text role %1 on %2: %3"_s.arg(int(text)).arg(int(ground)).arg(ratio)));
        }
    }
    for (const ColorRole line : {Outline, Accent}) { // what shows a field and where the keyboard is
        QVERIFY(contrastRatio(themeColor(line, dark), themeColor(Window, dark)) >= 3.0);
    }
}

void TestGallery::nothingIsCutOrCovered_data()
{
    QTest::addColumn<int>("state");
    for (qsizetype state = 0; state < states().size(); ++state) {
        QTest::addRow("%s", qPrintable(states().at(state).first)) << int(state);
    }
}

void TestGallery::nothingIsCutOrCovered()
{
    QFETCH(int, state);
    const auto [name, make] = states().at(state);
    Theme::instance().setMode(Theme::Mode::Light);
    Window window;
    window.main.resize(1280, 800);
    window.main.show();
    QVERIFY(make(window));
    QTest::qWait(500); // lists and figures are renewed four times a second
    for (const QSize &size : {QSize(1280, 800), QSize(1920, 1080), QSize(1024, 700)}) {
        window.main.resize(size);
        if (window.part<QWidget>(u"logPanel"_s)->isVisible()) {
            window.main.resetLayout(); // as somebody with such a screen sees it first
        }
        for (const Theme::Mode mode : {Theme::Mode::Light, Theme::Mode::Dark}) {
            Theme::instance().setMode(mode);
            QTest::qWait(120); // a few frames: layouts settle, figures come
            const QString picture = u"%1-%2x%3-%4"_s.arg(name)
                                        .arg(size.width())
                                        .arg(size.height())
                                        .arg(mode == Theme::Mode::Dark ? u"dark"_s : u"light"_s);
            keepPicture(window.main, picture);
            verifyNone(complaintsAbout(window.main));
            QCOMPARE(window.main.size(), size); // nothing in it asks for more
        }
    }
}

void TestGallery::aThirdLongerStillFits()
{
    LongTexts longTexts;
    QCoreApplication::installTranslator(&longTexts);
    Window window;
    window.main.resize(1024, 700);
    window.main.show();
    QTest::qWait(60);
    keepPicture(window.main, u"long-texts-start"_s);
    verifyNone(complaintsAbout(window.main));
    QVERIFY(inspect(window, 0));
    window.main.resetLayout();
    QTest::qWait(120);
    keepPicture(window.main, u"long-texts-live"_s);
    verifyNone(complaintsAbout(window.main));
    QCOMPARE(window.main.size(), QSize(1024, 700)); // nothing in it asked for more
    QCoreApplication::removeTranslator(&longTexts);
}

void TestGallery::dialogsToo_data()
{
    QTest::addColumn<QString>("action");
    QTest::addColumn<QString>("dialog");
    QTest::newRow("connect") << u"connectAction"_s << u"connectDialog"_s;
    QTest::newRow("shortcuts") << u"shortcutsAction"_s << u"shortcutList"_s;
}

/// Light and dark, each kept as a picture.
static void lookAtInBothThemes(QDialog &dialog)
{
    for (const Theme::Mode mode : {Theme::Mode::Light, Theme::Mode::Dark}) {
        Theme::instance().setMode(mode);
        QTest::qWait(60);
        keepPicture(dialog, QString(dialog.objectName() + (mode == Theme::Mode::Dark ? u"-dark"_s : u"-light"_s)));
        verifyNone(complaintsAbout(dialog));
        verifyNone(namelessWidgets(dialog));
    }
}

void TestGallery::dialogsToo()
{
    QFETCH(QString, action);
    QFETCH(QString, dialog);
    Window window;
    window.main.show();
    window.part<QAction>(action)->trigger();
    auto *shown = window.part<QDialog>(dialog);
    QVERIFY(QTest::qWaitForWindowExposed(shown));
    lookAtInBothThemes(*shown);
    shown->reject();
}

void TestGallery::thoseOfSavedConnections_data()
{
    QTest::addColumn<QString>("action");
    QTest::addColumn<int>("row");
    QTest::addColumn<QString>("dialog");
    QTest::newRow("edit") << u"editSavedAction"_s << 1 << u"savedDialog"_s;
    QTest::newRow("password") << u"openSavedAction"_s << 1 << u"secretsDialog"_s; // there is no file to find it in
    QTest::newRow("remove") << u"removeSavedAction"_s << 0 << u"removeSavedQuestion"_s;
}

void TestGallery::thoseOfSavedConnections()
{
    QFETCH(QString, action);
    QFETCH(int, row);
    QFETCH(QString, dialog);
    Window window;
    window.main.show();
    QVERIFY(saved(window));
    auto *view = window.part<QTreeView>(u"savedView"_s);
    view->setCurrentIndex(view->model()->index(row, 0));
    window.part<QAction>(action)->trigger();
    QTRY_VERIFY(window.main.findChild<QDialog *>(dialog));
    auto *shown = window.part<QDialog>(dialog);
    QVERIFY(QTest::qWaitForWindowExposed(shown));
    lookAtInBothThemes(*shown);
    shown->reject();
}

QTEST_MAIN(TestGallery)
#include "tst_gallery.moc"
