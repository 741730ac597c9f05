// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest/QTest>

int consumeWithKeywords();
int consumeWithoutKeywords();

class TestKeywords : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void headersWorkWithQtKeywords() { QCOMPARE(consumeWithKeywords(), 11); }
    void headersWorkWithoutQtKeywords() { QCOMPARE(consumeWithoutKeywords(), 11); }
};

QTEST_GUILESS_MAIN(TestKeywords)
#include "tst_keywords.moc"
