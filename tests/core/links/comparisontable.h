// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QList>
#include <QtCore/QString>
#include <QtCore/QStringList>

#include <algorithm>
#include <cstdio>

/// What a real unit does beside what the simulated one does: collected, printed as a table, and judged.
class ComparisonTable
{
public:
    void add(const QString &what, const QString &source, const QString &real, const QString &simulated, bool agrees)
    {
        m_rows.append({what, source, real, simulated, agrees ? QStringLiteral("agrees") : QStringLiteral("DIFFERS")});
        if (!agrees) {
            m_differences.append(what + QStringLiteral(": real ") + real + QStringLiteral(", simulated ") + simulated);
        }
    }
    /// All of what was simulated lies within what was seen.
    void within(const QString &what, const QString &source, double lowest, double highest, double from, double to)
    {
        add(what, source, range(lowest, highest), range(from, to), from >= lowest && to <= highest);
    }
    /// A figure that was read off once: right within a tolerance that is shown.
    void about(const QString &what, const QString &source, double real, double tolerance, double simulated)
    {
        add(what, source, number(real) + QStringLiteral(" ± ") + number(tolerance), number(simulated),
            simulated >= real - tolerance && simulated <= real + tolerance);
    }
    template <typename Set>
    void same(const QString &what, const QString &source, const Set &real, const Set &simulated)
    {
        add(what, source, list(real), list(simulated), real == simulated);
    }
    /// How many of so many do not do what they must; none may.
    void never(const QString &what, const QString &source, qsizetype wrong, qsizetype of)
    {
        add(what, source, QStringLiteral("always"), QStringLiteral("%1 of %2 not").arg(wrong).arg(of),
            wrong == 0 && of > 0);
    }

    void print() const
    {
        const QStringList head{QStringLiteral("what"), QStringLiteral("nwp500.md"), QStringLiteral("real"),
            QStringLiteral("simulated"), QStringLiteral("verdict")};
        QList<qsizetype> widths(head.size(), 0);
        for (const QStringList &row : QList<QStringList>{head} + m_rows) {
            for (qsizetype i = 0; i < row.size(); ++i) {
                widths[i] = std::max(widths[i], row[i].size());
            }
        }
        for (const QStringList &row : QList<QStringList>{head} + m_rows) {
            QString line;
            for (qsizetype i = 0; i < row.size(); ++i) {
                line += row[i].leftJustified(widths[i] + 2);
            }
            std::puts(qUtf8Printable(line.trimmed()));
        }
        std::fflush(stdout);
    }
    [[nodiscard]] const QStringList &differences() const { return m_differences; }
    [[nodiscard]] qsizetype size() const { return m_rows.size(); }

    static QString number(double value) { return QString::number(value, 'g', 5); }
    static QString range(double from, double to)
    {
        return from == to ? number(from) : number(from) + QStringLiteral(" … ") + number(to);
    }

private:
    template <typename Set>
    static QString list(const Set &set)
    {
        QStringList texts;
        for (const auto &item : set) {
            texts.append(item);
        }
        return texts.join(u' ');
    }

    QList<QStringList> m_rows;
    QStringList m_differences;
};
