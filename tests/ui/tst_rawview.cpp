// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/rawtext.h"
#include "inspector/rawview.h"

#include <ember/device/decoder.h>

#include <QtTest/QTest>
#include <QtWidgets/QCheckBox>
#include <QtWidgets/QLabel>
#include <QtWidgets/QPlainTextEdit>
#include <QtWidgets/QPushButton>

using namespace ember;
using namespace Qt::StringLiterals;

class RawViewTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_view = std::make_unique<RawView>();
        m_text = m_view->findChild<QPlainTextEdit *>(u"rawView"_s);
        m_all = m_view->findChild<QPushButton *>(u"rawShowAll"_s);
        m_view->show();
    }

    void textIsShownExactlyAsReceived()
    {
        const QByteArray bytes = "{\"b\": 1.50, \"a\" :\t2,\"a\":3}";
        m_view->showBytes(bytes);
        QCOMPARE(m_text->toPlainText().toUtf8(), bytes);
        QVERIFY(m_view->isComplete());
        QVERIFY(!m_all->isVisible());
    }

    void indentingKeepsOrderNumbersAndTexts()
    {
        m_view->showBytes("{\"b\":1.50,\"a\":[1,{}],\"t\":\"x, {y}: \\\"z\\\"\"}");
        m_view->findChild<QCheckBox *>(u"rawIndent"_s)->setChecked(true);
        QCOMPARE(m_text->toPlainText(),
            u"{\n  \"b\": 1.50,\n  \"a\": [\n    1,\n    {}\n  ],\n  \"t\": \"x, {y}: \\\"z\\\"\"\n}"_s);
    }

    void whatIsNoJsonIsNotIndented()
    {
        QVERIFY(!indentedJson("{\"a\":"));
        QVERIFY(!indentedJson("hello"));
    }

    void bytesThatAreNoTextAreShownInHexadecimal_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("line");
        QTest::newRow("not UTF-8") << QByteArray("A\xFF\x10")
                                   << u"00000000  41 ff 10                                          A.."_s;
        QTest::newRow("zero") << QByteArray("a\0b", 3)
                              << u"00000000  61 00 62                                          a.b"_s;
    }
    void bytesThatAreNoTextAreShownInHexadecimal()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, line);
        m_view->showBytes(bytes);
        QCOMPARE(m_text->toPlainText().trimmed(), line);
    }

    void aLargeMessageIsShownInPartsAndWholeOnRequest()
    {
        const QByteArray bytes = QByteArray(RawView::kFirstPart, 'x') + "END";
        m_view->showBytes(bytes);
        QVERIFY(!m_view->isComplete());
        QVERIFY(m_all->isVisible());
        QVERIFY(!m_text->toPlainText().contains(u"END"));
        m_all->click();
        QTRY_VERIFY(m_view->isComplete());
        // Long lines are broken for display; no character is lost.
        QCOMPARE(m_text->toPlainText().remove(u'\n').toUtf8(), bytes);
        QVERIFY(m_view->findChild<QLabel *>(u"rawInfo"_s)->text().contains(u"broken"));
        QVERIFY(!m_all->isVisible());
    }

    void charactersAreNotTornBetweenParts()
    {
        QByteArray bytes(RawView::kFirstPart - 1, 'x');
        bytes += "°°°";
        m_view->showBytes(bytes);
        m_view->showAll();
        QTRY_VERIFY(m_view->isComplete());
        QVERIFY(m_text->toPlainText().endsWith(u"°°°"));
        QVERIFY(!m_text->toPlainText().contains(QChar::ReplacementCharacter));
    }

    void aLateByteThatIsNoTextTurnsToHexadecimal()
    {
        m_view->showBytes(QByteArray(RawView::kFirstPart + 100, 'x') + '\xFF');
        m_view->showAll();
        QTRY_VERIFY(m_view->isComplete());
        QVERIFY(m_text->toPlainText().startsWith(u"00000000  78 78"));
        QVERIFY(m_text->toPlainText().contains(u" ff "));
    }

    void howAMessageWasDeliveredIsSaid()
    {
        const Decoder decoder(std::vector<ProfilePtr>{}, u"lab"_s);
        const Message message{.topic = u"a"_s,
            .payload = "hello",
            .time = eventTimeNow(),
            .retained = true,
            .qos = 1,
            .properties = nullptr};
        m_view->showMessageOf(decoder.undecodable(message, u"for the test"_s).event);
        const QString info = m_view->findChild<QLabel *>(u"rawInfo"_s)->text();
        QVERIFY2(info.contains(u"retained · QoS 1"), qPrintable(info));
        m_view->showBytes("hello");
        QVERIFY(!m_view->findChild<QLabel *>(u"rawInfo"_s)->text().contains(u"QoS"));
    }

    void anEventMadeHereSaysSo()
    {
        m_view->showMessageOf(Event(u"connection.closed", Record::make({{u"reason", u"asked"_s}}), u"emberscope"));
        QVERIFY(m_view->findChild<QLabel *>(u"rawInfo"_s)->text().contains(u"CloudEvents"));
        QVERIFY(m_text->toPlainText().contains(u"connection.closed"));
    }

private:
    std::unique_ptr<RawView> m_view;
    QPlainTextEdit *m_text = nullptr;
    QPushButton *m_all = nullptr;
};

QTEST_MAIN(RawViewTest)
#include "tst_rawview.moc"
