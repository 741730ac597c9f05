// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <ember/device/texttemplate.h>

#include <QtTest/QtTest>

using namespace ember;
using namespace Qt::StringLiterals;

class TestTextTemplate : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void fillsPlaceholders_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("filled");
        QTest::newRow("plain") << u"no braces"_s << u"no braces"_s;
        QTest::newRow("empty") << u""_s << u""_s;
        QTest::newRow("one") << u"<{a.b}>"_s << u"<[a.b:0]>"_s;
        QTest::newRow("two") << u"{a}{b-c_d9}"_s << u"[a:0][b-c_d9:0]"_s;
        QTest::newRow("width") << u"E{code:03}"_s << u"E[code:3]"_s;
        QTest::newRow("literal brace") << u"{{a} {b}"_s << u"{a} [b:0]"_s;
        QTest::newRow("closing brace alone") << u"a}"_s << u"a}"_s;
    }
    void fillsPlaceholders()
    {
        QFETCH(QString, text);
        const auto parsed = TextTemplate::parse(text);
        QVERIFY(parsed);
        QCOMPARE(parsed->source(), text);
        const auto filled = parsed->fill([](const TextTemplate::Placeholder &placeholder) {
            return std::optional(u"[%1:%2]"_s.arg(placeholder.path).arg(placeholder.width));
        });
        QTEST(filled.value_or(u"none"_s), "filled");
    }

    void anEmptyTextIsOneOfItsOwn()
    {
        const auto parsed = TextTemplate::parse(u"{a} {b}"_s);
        QVERIFY(parsed);
        const auto filled = parsed->fill([](const TextTemplate::Placeholder &placeholder) {
            return placeholder.path == u"a" ? std::optional(QString()) : std::nullopt;
        });
        QVERIFY(!filled);
    }

    void refusesWhatIsNoTemplate_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("error");
        QTest::newRow("open") << u"ab {c"_s << u"column 4: the brace is not closed"_s;
        QTest::newRow("empty") << u"{}"_s << u"column 1: nothing stands between the braces"_s;
        QTest::newRow("blank") << u"{a b}"_s << u"column 1: \"a b\" is not a field path"_s;
        QTest::newRow("width") << u"{a:3}"_s << u"column 1: \"3\" is not a width"_s;
        QTest::newRow("width no number") << u"{a:0x}"_s << u"column 1: \"0x\" is not a width"_s;
        QTest::newRow("huge width") << u"{a:0999}"_s << u"column 1: \"0999\" is not a width"_s;
    }
    void refusesWhatIsNoTemplate()
    {
        QFETCH(QString, text);
        QFETCH(QString, error);
        const auto parsed = TextTemplate::parse(text);
        QVERIFY(!parsed);
        QVERIFY2(parsed.error().startsWith(error), qPrintable(parsed.error()));
    }
};

QTEST_GUILESS_MAIN(TestTextTemplate)
#include "tst_texttemplate.moc"
