// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QJsonObject>
#include <QtCore/QList>
#include <QtCore/QObject>
#include <QtCore/QProcess>
#include <QtCore/QStringList>

namespace ember::e2e {

/// The real program, running. Reads what it writes while the test's event loop turns (QTRY_…); a child that still runs
/// at the end is killed.
class CliProcess : public QObject
{
    Q_OBJECT

public:
    explicit CliProcess(const QStringList &arguments, QObject *parent = nullptr);
    ~CliProcess() override;

    /// Before start(): its output goes there instead of to lines().
    void pipeInto(QProcess &reader);
    /// Before start(): a variable of its environment.
    void setVariable(const QString &name, const QString &value);
    void start();
    /// Sends it SIGINT, SIGTERM …
    void signal(int number) const;

    [[nodiscard]] qint64 id() const { return m_process.processId(); }
    [[nodiscard]] bool hasEnded() const;
    /// Ended by itself, not by a signal; -1 while it runs or after a crash.
    [[nodiscard]] int exitCode() const;

    /// Complete lines of its output.
    [[nodiscard]] const QList<QByteArray> &lines() const { return m_lines; }
    /// The same as JSON objects; an empty one for a line that is none.
    [[nodiscard]] const QList<QJsonObject> &events() const { return m_events; }
    /// What it wrote without a line's end; empty after a clean end.
    [[nodiscard]] const QByteArray &unfinishedLine() const { return m_partial; }
    [[nodiscard]] const QByteArray &errors() const { return m_errors; }
    [[nodiscard]] QList<QByteArray> errorLines() const;
    [[nodiscard]] int count(const QString &type) const;

private:
    void readOutput();

    QProcess m_process;
    QByteArray m_partial;
    QList<QByteArray> m_lines;
    QList<QJsonObject> m_events;
    QByteArray m_errors;
};

/// What others see of a process's arguments (/proc/PID/cmdline), a zero behind each; empty when it does not run.
[[nodiscard]] QByteArray shownArguments(qint64 process);

/// What came of a program that has ended.
struct Ended
{
    int exitCode = -1; ///< -1: it crashed, or did not end in time
    QList<QByteArray> lines;
    QByteArray errors;
    QList<QByteArray> errorLines;
    QList<QJsonObject> events;
};

/// Waits up to 20 s for its end.
[[nodiscard]] Ended waitForEnd(CliProcess &cli);
/// Starts the program and waits for its end.
[[nodiscard]] Ended runToEnd(const QStringList &arguments);

} // namespace ember::e2e
