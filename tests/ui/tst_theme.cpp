// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "theme/theme.h"

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QRegularExpression>
#include <QtGui/QImage>
#include <QtGui/QPainter>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>
#include <QtWidgets/QApplication>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QMainWindow>
#include <QtWidgets/QMenuBar>
#include <QtWidgets/QScrollBar>
#include <QtWidgets/QToolBar>

using namespace ember;
using namespace Qt::StringLiterals;

namespace {

// The share of an icon's pixels that are painted, and the colour of the most solid one.
struct Ink
{
    int pixels = 0;
    QColor color;
};

Ink inkOf(const QPixmap &pixmap)
{
    const QImage image = pixmap.toImage().convertToFormat(QImage::Format_ARGB32);
    Ink ink;
    int strongest = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            const QColor color = image.pixelColor(x, y);
            ink.pixels += color.alpha() > 60 ? 1 : 0;
            if (color.alpha() > strongest) {
                strongest = color.alpha();
                ink.color = QColor(color.red(), color.green(), color.blue());
            }
        }
    }
    return ink;
}

} // namespace

class TestTheme : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void rolesKeepTheirContrast_data();
    void rolesKeepTheirContrast();
    void selectedRowKeepsTextAndMarksReadable();
    void outlineOfFieldsIsSeen();
    void focusedFieldIsOutlinedInTheAccent();
    void scrollBarHandleShowsPositionAndShare();
    void paletteDressesEveryGroup();
    void switchingChangesThePaletteAndTellsIt();
    void everyIconFileRendersInTheThemesColour_data();
    void everyIconFileRendersInTheThemesColour();
    void iconsFollowTheThemeWithoutBeingRenewed();
    void marksDifferInShapeNotOnlyInColour();
    void markKeepsItsColourInASelectedRow();
    void unknownIconIsNullAndSaysSo();
    void typeHasTwoSizesAndTwoWeights();
    void barsHaveNoLightLineInTheDark();
    void unitStandsAfterAThinSpace();
};

void TestTheme::rolesKeepTheirContrast_data()
{
    QTest::addColumn<ColorRole>("role");
    QTest::addColumn<double>("light");
    QTest::addColumn<double>("dark");
    // look.md, on base; what stands in the chrome is measured on the window colour below.
    QTest::newRow("text") << ColorRole::Text << 16.4 << 14.1;
    QTest::newRow("dim text") << ColorRole::DimText << 6.0 << 6.7;
    QTest::newRow("accent") << ColorRole::Accent << 5.6 << 7.5;
    QTest::newRow("good") << ColorRole::Good << 5.0 << 7.0;
    QTest::newRow("attention") << ColorRole::Attention << 5.0 << 7.0;
    QTest::newRow("bad") << ColorRole::Bad << 5.0 << 6.95;
    QTest::newRow("information") << ColorRole::Information << 5.0 << 7.0;
}

void TestTheme::rolesKeepTheirContrast()
{
    QFETCH(ColorRole, role);
    QFETCH(double, light);
    QFETCH(double, dark);
    for (const bool isDark : {false, true}) {
        const double wanted = isDark ? dark : light;
        const QColor color = themeColor(role, isDark);
        const double onBase = contrastRatio(color, themeColor(ColorRole::Base, isDark));
        QVERIFY2(onBase >= wanted, qPrintable(u"on base: %1 < %2"_s.arg(onBase).arg(wanted)));
        for (const ColorRole ground : {ColorRole::Window, ColorRole::AlternateBase}) {
            const double ratio = contrastRatio(color, themeColor(ground, isDark));
            QVERIFY2(ratio >= 4.5, qPrintable(u"on role %1: %2"_s.arg(int(ground)).arg(ratio)));
        }
        // Under the pointer stand texts and marks; marks are graphics (WCAG 1.4.11: 3).
        const bool isText = role == ColorRole::Text || role == ColorRole::DimText || role == ColorRole::Accent;
        QCOMPARE_GE(contrastRatio(color, themeColor(ColorRole::Hover, isDark)), isText ? 4.5 : 3.0);
    }
}

void TestTheme::selectedRowKeepsTextAndMarksReadable()
{
    for (const bool dark : {false, true}) {
        const QColor ground = themeColor(ColorRole::SelectedRow, dark);
        QCOMPARE_GE(contrastRatio(themeColor(ColorRole::Text, dark), ground), dark ? 10.2 : 13.6);
        for (const ColorRole role : {ColorRole::DimText, ColorRole::Good, ColorRole::Attention, ColorRole::Bad,
                 ColorRole::Information, ColorRole::Accent}) {
            QCOMPARE_GE(contrastRatio(themeColor(role, dark), ground), 4.2);
        }
    }
}

void TestTheme::outlineOfFieldsIsSeen()
{
    for (const bool dark : {false, true}) { // WCAG 1.4.11
        for (const ColorRole ground : {ColorRole::Base, ColorRole::Window}) {
            QCOMPARE_GE(contrastRatio(themeColor(ColorRole::Outline, dark), themeColor(ground, dark)), 3.0);
        }
    }
}

void TestTheme::focusedFieldIsOutlinedInTheAccent()
{
    for (const Theme::Mode mode : {Theme::Mode::Light, Theme::Mode::Dark}) {
        Theme::instance().setMode(mode);
        QWidget window;
        QLineEdit first(&window);
        QLineEdit second(&window);
        first.setGeometry(10, 10, 100, 24);
        second.setGeometry(10, 50, 100, 24);
        window.show();
        window.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        first.setFocus();
        const QImage image = window.grab().toImage();
        QCOMPARE(image.pixelColor(60, 10), Theme::instance().color(ColorRole::Accent));
        QCOMPARE(image.pixelColor(60, 50), Theme::instance().color(ColorRole::Outline));
    }
}

void TestTheme::scrollBarHandleShowsPositionAndShare()
{
    Theme::instance().setMode(Theme::Mode::Light);
    QScrollBar bar(Qt::Vertical);
    bar.setRange(0, 900);
    bar.setPageStep(100);
    bar.resize(bar.sizeHint().width(), 200);
    const auto handleRows = [&bar] {
        const QImage image = bar.grab().toImage();
        QList<int> rows;
        for (int y = 0; y < image.height(); ++y) {
            if (image.pixelColor(image.width() / 2, y) == Theme::instance().color(ColorRole::Outline)) {
                rows << y;
            }
        }
        return rows;
    };
    QVERIFY(!handleRows().isEmpty());
    QVERIFY(handleRows().constFirst() < 5);
    QVERIFY(qAbs(handleRows().size() - 20) <= 6); // a tenth of 200, but not less than can be gripped
    bar.setValue(900);
    QVERIFY(handleRows().constLast() > 194);
    bar.setRange(0, 0);
    QVERIFY(handleRows().isEmpty());
    bar.setRange(0, 1'000'000'000);
    QVERIFY(handleRows().size() >= 18);
}

void TestTheme::paletteDressesEveryGroup()
{
    for (const bool dark : {false, true}) {
        const QPalette palette = themePalette(dark);
        QCOMPARE(palette.color(QPalette::Window), themeColor(ColorRole::Window, dark));
        QCOMPARE(palette.color(QPalette::Disabled, QPalette::Text), themeColor(ColorRole::DisabledText, dark));
        for (const QPalette::ColorGroup group : {QPalette::Active, QPalette::Inactive}) {
            QCOMPARE_GE(
                contrastRatio(palette.color(group, QPalette::ButtonText), palette.color(group, QPalette::Button)), 7.0);
            QCOMPARE_GE(
                contrastRatio(palette.color(group, QPalette::ToolTipText), palette.color(group, QPalette::ToolTipBase)),
                7.0);
            QCOMPARE_GE(
                contrastRatio(palette.color(group, QPalette::PlaceholderText), palette.color(group, QPalette::Base)),
                4.5);
        }
        QCOMPARE_GE(contrastRatio(palette.color(QPalette::Disabled, QPalette::Text),
                        palette.color(QPalette::Disabled, QPalette::Base)),
            3.0);
    }
}

void TestTheme::switchingChangesThePaletteAndTellsIt()
{
    Theme &theme = Theme::instance();
    theme.setMode(Theme::Mode::Light);
    QSignalSpy changed(&theme, &Theme::changed);
    theme.setMode(Theme::Mode::Dark);
    QCOMPARE(changed.count(), 1);
    QVERIFY(theme.isDark());
    QCOMPARE(QApplication::palette().color(QPalette::Base), themeColor(ColorRole::Base, true));
    theme.setMode(Theme::Mode::Dark);
    QCOMPARE(changed.count(), 1);
    theme.setMode(Theme::Mode::Light);
    QCOMPARE(changed.count(), 2);
    QCOMPARE(QApplication::palette().color(QPalette::Base), themeColor(ColorRole::Base, false));
}

void TestTheme::everyIconFileRendersInTheThemesColour_data()
{
    QTest::addColumn<QString>("name");
    const QDir folder(QStringLiteral(EMBER_SOURCE_DIR "/resources/icons"));
    const QStringList files = folder.entryList({u"*.svg"_s});
    QVERIFY(files.size() >= 10);
    for (const QString &file : files) {
        QTest::newRow(qPrintable(file)) << file.chopped(4);
    }
}

void TestTheme::everyIconFileRendersInTheThemesColour()
{
    QFETCH(QString, name);
    QFile file(QStringLiteral(EMBER_SOURCE_DIR "/resources/icons/%1.svg").arg(name));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QString svg = QString::fromUtf8(file.readAll());
    QVERIFY2(svg.contains(u"stroke-width=\"2\""_s) && svg.count(u"stroke-width"_s) == 1, "one stroke weight");
    QVERIFY2(!svg.contains(QRegularExpression(u"#[0-9a-fA-F]{3}"_s)), "colours come from the theme");

    for (const Theme::Mode mode : {Theme::Mode::Light, Theme::Mode::Dark}) {
        Theme::instance().setMode(mode);
        for (const int size : {16, 24}) {
            const QPixmap pixmap = Theme::icon(name, ColorRole::Bad).pixmap(size);
            QCOMPARE(pixmap.size(), QSize(size, size));
            const Ink ink = inkOf(pixmap);
            QVERIFY(ink.pixels > size / 2);
            const QColor wanted = Theme::instance().color(ColorRole::Bad);
            QVERIFY2(qAbs(ink.color.red() - wanted.red()) < 12 && qAbs(ink.color.green() - wanted.green()) < 12
                    && qAbs(ink.color.blue() - wanted.blue()) < 12,
                qPrintable(ink.color.name()));
        }
    }
}

void TestTheme::iconsFollowTheThemeWithoutBeingRenewed()
{
    Theme &theme = Theme::instance();
    theme.setMode(Theme::Mode::Light);
    const QIcon icon = Theme::icon(u"pause"_s);
    const QColor light = inkOf(icon.pixmap(24)).color;
    theme.setMode(Theme::Mode::Dark);
    const QColor dark = inkOf(icon.pixmap(24)).color;
    QVERIFY(light.lightness() < 80);
    QVERIFY(dark.lightness() > 180);
    QVERIFY(inkOf(icon.pixmap(24, QIcon::Disabled)).color.lightness() < dark.lightness());
    QCOMPARE(inkOf(icon.pixmap(24, QIcon::Normal, QIcon::On)).color.hslHue(), theme.color(ColorRole::Accent).hslHue());
}

void TestTheme::marksDifferInShapeNotOnlyInColour()
{
    Theme::instance().setMode(Theme::Mode::Light);
    QList<QImage> shapes;
    for (const StateMark mark :
        {StateMark::Alive, StateMark::Connecting, StateMark::Disconnected, StateMark::Attention, StateMark::Bad}) {
        const QImage shape = Theme::markIcon(mark).pixmap(16).toImage().convertToFormat(QImage::Format_Alpha8);
        for (const QImage &other : shapes) {
            int differing = 0;
            for (int y = 0; y < 16; ++y) {
                for (int x = 0; x < 16; ++x) {
                    differing += qAbs(qAlpha(shape.pixel(x, y)) - qAlpha(other.pixel(x, y))) > 100 ? 1 : 0;
                }
            }
            QCOMPARE_GE(differing, 12);
        }
        shapes << shape;
    }
}

void TestTheme::markKeepsItsColourInASelectedRow()
{
    const QIcon mark = Theme::markIcon(StateMark::Bad);
    QCOMPARE(inkOf(mark.pixmap(16, QIcon::Selected)).color, inkOf(mark.pixmap(16, QIcon::Normal)).color);
    QCOMPARE(inkOf(mark.pixmap(16, QIcon::Disabled)).color, inkOf(mark.pixmap(16, QIcon::Normal)).color);
}

void TestTheme::unknownIconIsNullAndSaysSo()
{
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"no icon named nothing-like-it"_s));
    QVERIFY(Theme::icon(u"nothing-like-it"_s).isNull());
}

void TestTheme::typeHasTwoSizesAndTwoWeights()
{
    QSet<double> sizes;
    QSet<int> weights;
    for (const FontRole role : {FontRole::Body, FontRole::BodyStrong, FontRole::Title, FontRole::Mono}) {
        const QFont font = Theme::instance().font(role);
        sizes << font.pointSizeF();
        weights << font.weight();
    }
    QCOMPARE(sizes.size(), 2);
    QCOMPARE(weights.size(), 2);
    const QFontMetrics mono(Theme::instance().font(FontRole::Mono));
    QCOMPARE(mono.horizontalAdvance(u"iii"_s), mono.horizontalAdvance(u"WWW"_s));
}

void TestTheme::barsHaveNoLightLineInTheDark()
{
    Theme::instance().setMode(Theme::Mode::Dark);
    QMainWindow window;
    window.menuBar()->addMenu(u"&File"_s);
    window.addToolBar(u"bar"_s)->addAction(Theme::icon(u"pause"_s), u"Pause"_s);
    window.setCentralWidget(new QWidget);
    window.resize(400, 200);
    window.show();
    QVERIFY(QTest::qWaitForWindowExposed(&window));
    const QImage image = window.grab().toImage();
    const QColor window_ = themeColor(ColorRole::Window, true);
    for (int y = 0; y < image.height(); ++y) { // far from labels and icons
        const QColor color = image.pixelColor(image.width() - 8, y);
        QVERIFY2(contrastRatio(color, window_) < 1.5, qPrintable(u"row %1: %2"_s.arg(y).arg(color.name())));
    }
}

void TestTheme::unitStandsAfterAThinSpace()
{
    QCOMPARE(withUnit(u"60.0"_s, u"°C"_s), u"60.0\u2009°C"_s);
    QCOMPARE(withUnit(u"5"_s, {}), u"5"_s);
}

QTEST_MAIN(TestTheme)
#include "tst_theme.moc"
