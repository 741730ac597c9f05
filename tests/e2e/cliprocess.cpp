// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cliprocess.h"

#include <QtCore/QFile>
#include <QtCore/QJsonDocument>
#include <QtCore/QProcessEnvironment>
#include <QtTest/QTest>

#include <algorithm>
#include <csignal>

namespace ember::e2e {

using namespace Qt::StringLiterals;

CliProcess::CliProcess(const QStringList &arguments, QObject *parent)
    : QObject(parent)
{
    m_process.setProgram(QStringLiteral(EMBER_CLI));
    m_process.setArguments(arguments);
    connect(&m_process, &QProcess::readyReadStandardOutput, this, &CliProcess::readOutput);
    connect(
        &m_process, &QProcess::readyReadStandardError, this, [this] { m_errors += m_process.readAllStandardError(); });
}

CliProcess::~CliProcess()
{
    if (m_process.state() != QProcess::NotRunning) {
        m_process.kill();
        m_process.waitForFinished();
    }
}

void CliProcess::pipeInto(QProcess &reader)
{
    m_process.setStandardOutputProcess(&reader);
}

void CliProcess::setVariable(const QString &name, const QString &value)
{
    QProcessEnvironment environment = m_process.processEnvironment();
    if (environment.isEmpty()) {
        environment = QProcessEnvironment::systemEnvironment();
    }
    environment.insert(name, value);
    m_process.setProcessEnvironment(environment);
}

void CliProcess::start()
{
    m_process.start();
}

void CliProcess::signal(int number) const
{
    if (m_process.state() == QProcess::Running) {
        ::kill(pid_t(m_process.processId()), number);
    }
}

bool CliProcess::hasEnded() const
{
    return m_process.state() == QProcess::NotRunning;
}

int CliProcess::exitCode() const
{
    return hasEnded() && m_process.error() == QProcess::UnknownError && m_process.exitStatus() == QProcess::NormalExit
        ? m_process.exitCode()
        : -1;
}

QList<QByteArray> CliProcess::errorLines() const
{
    QList<QByteArray> lines = m_errors.split('\n');
    lines.removeAll(QByteArray());
    return lines;
}

int CliProcess::count(const QString &type) const
{
    return int(std::count_if(
        m_events.begin(), m_events.end(), [&type](const QJsonObject &event) { return event[u"type"_s] == type; }));
}

void CliProcess::readOutput()
{
    m_partial += m_process.readAllStandardOutput();
    qsizetype start = 0;
    for (qsizetype end = m_partial.indexOf('\n'); end >= 0; end = m_partial.indexOf('\n', start)) {
        m_lines.append(m_partial.sliced(start, end - start));
        m_events.append(QJsonDocument::fromJson(m_lines.constLast()).object());
        start = end + 1;
    }
    m_partial.remove(0, start);
}

QByteArray shownArguments(qint64 process)
{
    QFile file(u"/proc/%1/cmdline"_s.arg(process));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

Ended waitForEnd(CliProcess &cli)
{
    if (!QTest::qWaitFor([&cli] { return cli.hasEnded(); }, 20'000)) {
        qWarning("the program does not end");
    }
    return {cli.exitCode(), cli.lines(), cli.errors(), cli.errorLines(), cli.events()};
}

Ended runToEnd(const QStringList &arguments)
{
    CliProcess cli(arguments);
    cli.start();
    return waitForEnd(cli);
}

} // namespace ember::e2e
