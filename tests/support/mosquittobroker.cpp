// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mosquittobroker.h"

#include <QtCore/QFile>
#include <QtCore/QStandardPaths>

#include <csignal>

#include <arpa/inet.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

#if defined(__SANITIZE_THREAD__)
// Starting a broker from a program with several threads is harmless: the child becomes mosquitto at once.
extern "C" const char *__tsan_default_options()
{
    return "die_after_fork=0";
}
#endif

namespace {

constexpr int kTimeoutMs = 20'000;

} // namespace

MosquittoBroker::MosquittoBroker()
{
    m_process.setProcessChannelMode(QProcess::MergedChannels);
    m_process.setChildProcessModifier([] { prctl(PR_SET_PDEATHSIG, SIGKILL); });
}

MosquittoBroker::~MosquittoBroker()
{
    kill();
}

QString MosquittoBroker::program()
{
    return QStandardPaths::findExecutable(u"mosquitto"_s, {u"/usr/sbin"_s, u"/usr/local/sbin"_s, u"/usr/bin"_s});
}

QStringList MosquittoBroker::listener(quint16 port, const Listener &options)
{
    QStringList lines{u"listener %1 127.0.0.1"_s.arg(port)};
    if (options.isWebSocket) {
        lines.append(u"protocol websockets"_s);
    }
    if (!options.cert.isEmpty()) {
        lines << u"certfile "_s + options.cert << u"keyfile "_s + options.key;
    }
    if (!options.clientAuthority.isEmpty()) {
        lines << u"cafile "_s + options.clientAuthority << u"require_certificate true"_s;
    }
    return lines;
}

bool MosquittoBroker::start(const QStringList &config, quint16 port)
{
    m_config = config;
    if (port != 0 || m_port == 0) {
        m_port = port != 0 ? port : freePort();
    }
    // Not every packet is logged: nobody may be reading, and when the pipe is full mosquitto stands still.
    // To stderr: mosquitto keeps what it writes to a piped stdout until it ends.
    QStringList lines{u"listener %1 127.0.0.1"_s.arg(m_port), u"persistence false"_s, u"log_dest stderr"_s,
        u"log_type error"_s, u"log_type warning"_s, u"log_type notice"_s, u"log_type information"_s};
    if (geteuid() == 0) {
        lines.append(u"user root"_s); // else it gives its rights away and cannot read our directory
    }
    if (config.filter(u"allow_anonymous"_s).isEmpty()) {
        lines.append(u"allow_anonymous true"_s);
    }
    const QString file = writeFile(u"mosquitto.conf"_s, (lines + config).join(u'\n').toUtf8() + '\n');
    m_log.clear();
    m_process.start(program(), {u"-c"_s, file});
    if (!m_process.waitForStarted(kTimeoutMs)) {
        return false;
    }
    while (!log().contains(" running")) {
        if (!m_process.waitForReadyRead(kTimeoutMs)) {
            qWarning("mosquitto does not start: %s", m_log.constData());
            return false;
        }
    }
    return true;
}

void MosquittoBroker::kill()
{
    if (m_process.state() != QProcess::NotRunning) {
        m_process.kill();
        m_process.waitForFinished(kTimeoutMs);
    }
}

void MosquittoBroker::stop()
{
    if (m_process.state() != QProcess::NotRunning) {
        m_process.terminate();
        if (!m_process.waitForFinished(kTimeoutMs)) {
            kill();
        }
    }
}

void MosquittoBroker::freeze()
{
    if (m_process.state() == QProcess::Running) {
        ::kill(pid_t(m_process.processId()), SIGSTOP);
    }
}

void MosquittoBroker::thaw()
{
    if (m_process.state() == QProcess::Running) {
        ::kill(pid_t(m_process.processId()), SIGCONT);
    }
}

bool MosquittoBroker::restart()
{
    kill();
    return start(m_config, m_port);
}

QString MosquittoBroker::addUser(const QString &user, const QString &password)
{
    const QString file = m_directory.filePath(u"passwords"_s);
    QStringList arguments{u"-b"_s, file, user, password};
    if (!QFile::exists(file)) {
        arguments.prepend(u"-c"_s);
    }
    QProcess::execute(u"mosquitto_passwd"_s, arguments);
    return u"password_file "_s + file;
}

QString MosquittoBroker::writeFile(const QString &name, const QByteArray &content)
{
    QFile file(m_directory.filePath(name));
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size()) {
        qWarning("cannot write %s", qUtf8Printable(file.fileName()));
    }
    return file.fileName();
}

bool MosquittoBroker::publish(const QString &topic, const QByteArray &payload, const QStringList &options)
{
    (void)log();
    QStringList arguments{u"-h"_s, u"127.0.0.1"_s, u"-p"_s, QString::number(m_port), u"-t"_s, topic};
    arguments.append(payload.isEmpty() ? u"-n"_s : u"-s"_s); // it takes no empty standard input
    QProcess publisher;
    publisher.start(u"mosquitto_pub"_s, arguments + options);
    publisher.write(payload);
    publisher.closeWriteChannel();
    return publisher.waitForFinished(kTimeoutMs) && publisher.exitCode() == 0;
}

QByteArray MosquittoBroker::log()
{
    m_log += m_process.readAll();
    return m_log;
}

quint16 MosquittoBroker::freePort()
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    const int listener = socket(AF_INET, SOCK_STREAM, 0);
    bind(listener, reinterpret_cast<const sockaddr *>(&address), size);
    getsockname(listener, reinterpret_cast<sockaddr *>(&address), &size);
    ::close(listener);
    return ntohs(address.sin_port);
}
