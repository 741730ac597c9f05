// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "privatefile.h"

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QFileInfo>
#include <QtCore/QScopeGuard>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

namespace ember::privatefile {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kLargest = qint64(16) * 1024 * 1024; // bytes; more is no file of ours

QString systemWords()
{
    return qt_error_string(errno);
}

bool writeAll(int file, const QByteArray &content)
{
    for (qsizetype written = 0; written < content.size();) {
        const ssize_t now = ::write(file, content.constData() + written, std::size_t(content.size() - written));
        if (now < 0 && errno != EINTR) {
            return false;
        }
        written += now > 0 ? now : 0;
    }
    return ::fsync(file) == 0;
}

QString complaintAbout(const struct stat &status, const QString &path)
{
    if (!S_ISREG(status.st_mode)) {
        return u"“%1” is no file."_s.arg(path);
    }
    if (status.st_size > kLargest) {
        return u"“%1” is larger than 16 MiB, so it is not what this program wrote; move it away."_s.arg(path);
    }
    return {};
}

QString complaintAboutOthers(const struct stat &status, const QString &path)
{
    if (status.st_uid != ::geteuid()) {
        return u"“%1” belongs to another user, so it is not used; move it away."_s.arg(path);
    }
    if ((status.st_mode & 077U) != 0) {
        const QString mode = QString::number(status.st_mode & 0777U, 8);
        return u"Others can read or change “%1” (mode %2), so it is not used. "
               u"Close it with: chmod 600 '%1' – and change "
               u"the passwords in it if somebody may have seen them."_s.arg(path, mode);
    }
    return {};
}

} // namespace

Result<bool> write(const QString &path, const QByteArray &content)
{
    const QFileInfo info(path);
    const QString target = info.isSymLink() ? info.symLinkTarget() : path;
    const QString directory = QFileInfo(target).absolutePath();
    const auto failed = [&target] { return Error{u"“%1” cannot be written: %2."_s.arg(target, systemWords())}; };
    if (!QDir(directory).exists()) {
        if (!QDir().mkpath(directory)) {
            return failed();
        }
        QFile::setPermissions(directory, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    }
    QByteArray temporary = QFile::encodeName(target) + ".XXXXXX";
    const int file = ::mkstemp(temporary.data()); // 0600 by definition
    if (file < 0) {
        return failed();
    }
    const bool isWritten = writeAll(file, content);
    const int problem = errno;
    if (::close(file) == 0 && isWritten
        && std::rename(temporary.constData(), QFile::encodeName(target).constData()) == 0) {
        return true;
    }
    errno = isWritten ? errno : problem;
    const Error error = failed();
    ::unlink(temporary.constData());
    return error;
}

Result<std::optional<QByteArray>> read(const QString &path, Demand demand)
{
    const int file = ::open(QFile::encodeName(path).constData(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file < 0) {
        return errno == ENOENT ? Result<std::optional<QByteArray>>(std::nullopt)
                               : Error{u"“%1” cannot be read: %2."_s.arg(path, systemWords())};
    }
    const auto close = qScopeGuard([file] { ::close(file); });
    struct stat status = {};
    if (::fstat(file, &status) != 0) { // of what was opened: the name may lead elsewhere by now
        return Error{u"“%1” cannot be read: %2."_s.arg(path, systemWords())};
    }
    QString complaint = complaintAbout(status, path);
    if (complaint.isEmpty() && demand == Demand::OnlyMine) {
        complaint = complaintAboutOthers(status, path);
    }
    if (!complaint.isEmpty()) {
        return Error{complaint};
    }
    QFile reader;
    if (!reader.open(file, QIODevice::ReadOnly)) {
        return Error{u"“%1” cannot be read: %2."_s.arg(path, reader.errorString())};
    }
    return std::optional(reader.readAll());
}

} // namespace ember::privatefile
