// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "log/filterbar.h"
#include "log/filtersuggestions.h"

#include <QtTest/QSignalSpy>
#include <QtTest/QTest>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>

using namespace ember;
using namespace Qt::StringLiterals;

class FilterBarTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_bar = std::make_unique<FilterBar>([] { return QStringList{u"device.status_received"_s}; });
        m_edit = m_bar->findChild<QLineEdit *>(u"filterEdit"_s);
        m_error = m_bar->findChild<QLabel *>(u"filterError"_s);
        m_bar->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_bar.get()));
    }

    void enterApplies()
    {
        QSignalSpy changed(m_bar.get(), &FilterBar::filterChanged);
        m_edit->setText(u"name == \"a\""_s);
        QTest::keyClick(m_edit, Qt::Key_Return);
        QCOMPARE(changed.size(), 1);
        QCOMPARE(m_bar->appliedText(), u"name == \"a\""_s);
        QCOMPARE(m_bar->history(), QStringList{u"name == \"a\""_s});
    }

    void appliesByItselfAfterAPause()
    {
        QSignalSpy changed(m_bar.get(), &FilterBar::filterChanged);
        m_edit->setText(u"duration > 5ms"_s);
        QCOMPARE(changed.size(), 0);
        QTRY_COMPARE(changed.size(), 1);
    }

    void aWrongTextSaysWhereAndKeepsTheFilter()
    {
        m_bar->apply(u"name == \"a\""_s);
        QSignalSpy changed(m_bar.get(), &FilterBar::filterChanged);
        m_bar->apply(u"nane == \"a\""_s);
        QVERIFY(m_bar->hasError());
        QVERIFY(m_error->isVisible());
        QVERIFY2(m_error->text().contains(u"<u>nane</u>"), qPrintable(m_error->text()));
        QCOMPARE(changed.size(), 0);
        QCOMPARE(m_bar->appliedText(), u"name == \"a\""_s);
        m_bar->apply(u"name == \"b\""_s);
        QVERIFY(!m_bar->hasError());
        QVERIFY(!m_error->isVisible());
    }

    void markupInAFilterIsNotRead()
    {
        m_bar->apply(u"name == <b>"_s);
        QVERIFY(m_bar->hasError());
        QVERIFY(!m_error->text().contains(u"<b>"));
    }

    void escapeShowsEverything()
    {
        m_bar->apply(u"name == \"a\""_s);
        QSignalSpy changed(m_bar.get(), &FilterBar::filterChanged);
        QTest::keyClick(m_edit, Qt::Key_Escape);
        QCOMPARE(changed.size(), 1);
        QVERIFY(!changed.first().first().value<std::optional<Expression>>().has_value());
        QVERIFY(m_edit->text().isEmpty());
    }

    void arrowsBringEarlierFilters()
    {
        m_bar->apply(u"name == \"a\""_s);
        m_bar->apply(u"name == \"b\""_s);
        m_edit->setText(u"dur"_s);
        QTest::keyClick(m_edit, Qt::Key_Up);
        QCOMPARE(m_edit->text(), u"name == \"b\""_s);
        QTest::keyClick(m_edit, Qt::Key_Up);
        QCOMPARE(m_edit->text(), u"name == \"a\""_s);
        QTest::keyClick(m_edit, Qt::Key_Down);
        QTest::keyClick(m_edit, Qt::Key_Down);
        QCOMPARE(m_edit->text(), u"dur"_s);
    }

    void saysHowManyAreShown()
    {
        QLocale::setDefault(QLocale(QLocale::English));
        m_bar->setCount(1204, 81330, true);
        const QString text = m_bar->findChild<QLabel *>(u"filterCount"_s)->text();
        QCOMPARE(text, u"1,204 of 81,330 shown · scanning…"_s);
    }

    void findsTheWordToComplete_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("word");
        QTest::addColumn<bool>("quoted");
        QTest::newRow("empty") << u""_s << u""_s << false;
        QTest::newRow("root") << u"na"_s << u"na"_s << false;
        QTest::newRow("after operator") << u"name == \"x\" and val"_s << u"val"_s << false;
        QTest::newRow("dotted") << u"not handler.fa"_s << u"handler.fa"_s << false;
        QTest::newRow("in quotes") << u"name == \"device.s"_s << u"device.s"_s << true;
        QTest::newRow("escaped quote") << u"name == \"a\\\"b"_s << u"a\\\"b"_s << true;
        QTest::newRow("closed quotes") << u"name == \"a\" "_s << u""_s << false;
    }
    void findsTheWordToComplete()
    {
        QFETCH(QString, text);
        QTEST(wordAtCursor(text, text.size()).text, "word");
        QTEST(wordAtCursor(text, text.size()).quoted, "quoted");
    }

    void everySuggestionIsARightExpression()
    {
        const Event event(u"message.undecodable",
            Record::make({{u"topic", u"a \"quoted\" \\ topic"_s}, {u"size", qint64(12)}, {u"share", 0.25},
                {u"late", true}, {u"odd-name", nullptr}}),
            u"test/1");
        const auto suggestions = filterSuggestions(event);
        QCOMPARE(suggestions.size(), 7);
        for (const FilterSuggestion &suggestion : suggestions) {
            const auto parsed = Expression::parse(suggestion.expression, ExpressionRoots::Log);
            QVERIFY2(parsed, qPrintable(suggestion.expression + u": " + (parsed ? QString() : parsed.error())));
        }
    }

private:
    std::unique_ptr<FilterBar> m_bar;
    QLineEdit *m_edit = nullptr;
    QLabel *m_error = nullptr;
};

QTEST_MAIN(FilterBarTest)
#include "tst_filterbar.moc"
