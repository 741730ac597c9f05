// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "includearrows.h"

#include <QtCore/QDir>
#include <QtCore/QMap>
#include <QtCore/QRegularExpression>
#include <QtCore/QSet>

namespace ember::e2e {

using namespace Qt::StringLiterals;

namespace {

/// How high a folder stands; a file may include what stands lower and what is in its own folder. -1: no rule.
int height(const QString &folder)
{
    static const QMap<QString, int> heights{{u"core/events"_s, 0}, {u"core/expression"_s, 1}, {u"core/device"_s, 2},
        {u"core/links"_s, 3}, {u"core/record"_s, 3}, {u"core/feed"_s, 3}, {u"core/session"_s, 4}, {u"ui"_s, 5},
        {u"app"_s, 6}};
    return heights.value(folder, -1);
}

/// "core/events" of "core/events/src/x.h", "ui" of "ui/log/x.h".
QString folderOf(const QString &path)
{
    const QString top = path.section(u'/', 0, 0);
    return top == "core"_L1 ? path.section(u'/', 0, 1) : top;
}

/// "QtGui" of "/usr/include/qt6/QtGui/qimage.h"; empty for what is not Qt's.
QString qtModuleOf(const QString &file)
{
    static const QRegularExpression module(u"/(Qt[A-Z][A-Za-z0-9]*)/"_s);
    QString name;
    for (auto match = module.globalMatch(file); match.hasNext();) {
        name = match.next().captured(1);
    }
    return name;
}

/// Whether it may show windows, and use ui.
bool hasWindow(const QString &owner)
{
    return !owner.startsWith("core/"_L1) && owner != "app/cli"_L1 && owner != "app/commandline"_L1;
}

QString qtViolation(const QString &owner, const QString &module)
{
    static const QSet<QString> ofWindows{u"QtGui"_s, u"QtWidgets"_s, u"QtSvg"_s, u"QtSvgWidgets"_s, u"QtOpenGL"_s,
        u"QtQuick"_s, u"QtOpenGLWidgets"_s, u"QtPrintSupport"_s, u"QtQml"_s, u"QtCharts"_s};
    if (owner == "core/events"_L1 && module != "QtCore"_L1) {
        return u"%1 may use nothing of Qt but QtCore"_s.arg(owner);
    }
    if (!hasWindow(owner) && ofWindows.contains(module)) {
        return u"%1 has no window and may not use %2"_s.arg(owner, module);
    }
    return {};
}

QString absolute(const QString &path, const QString &buildFolder)
{
    return QDir::cleanPath(QDir(buildFolder).absoluteFilePath(path));
}

} // namespace

QString ownerOf(const QString &object)
{
    const qsizetype end = object.indexOf("/CMakeFiles/"_L1);
    return end < 0 ? QString() : object.left(end);
}

QString violation(const Inclusion &inclusion, const QString &sourceFolder)
{
    const QString owner = ownerOf(inclusion.object);
    const QString ownerFolder = folderOf(owner);
    if (height(ownerFolder) < 0) {
        return {}; // a test, or nobody's
    }
    QString complaint;
    if (inclusion.file.startsWith(QString(sourceFolder + u'/'))) {
        const QString file = inclusion.file.mid(sourceFolder.size() + 1);
        const QString folder = folderOf(file);
        if (folder == "tests"_L1) {
            complaint = u"the program may not include tests"_s;
        } else if (height(folder) >= 0 && folder != ownerFolder) {
            if (height(folder) >= height(ownerFolder)) {
                complaint = u"%1 may not include %2"_s.arg(ownerFolder, folder);
            } else if (file.startsWith(QString(folder + u"/src/"))) {
                complaint = u"that header is private to %1"_s.arg(folder);
            }
        } else if (folder == "app"_L1 && !file.startsWith(QString(owner + u'/'))
            && !file.startsWith("app/commandline/"_L1)) {
            complaint = u"of app %1 may include app/commandline only"_s.arg(owner);
        }
        if (complaint.isEmpty() && !hasWindow(owner) && folder == "ui"_L1) {
            complaint = u"%1 has no window"_s.arg(owner);
        }
    } else if (const QString module = qtModuleOf(inclusion.file); !module.isEmpty()) {
        complaint = qtViolation(owner, module);
    }
    return complaint.isEmpty() ? QString() : u"%1: %2 includes %3"_s.arg(complaint, inclusion.object, inclusion.file);
}

QList<Inclusion> readNinjaDeps(const QByteArray &text, const QString &buildFolder)
{
    QList<Inclusion> inclusions;
    QString object;
    for (const QByteArray &line : text.split('\n')) {
        if (line.isEmpty()) {
            continue;
        }
        if (!line.startsWith(' ')) {
            // "core/…/x.cpp.o: #deps 312, deps mtime 17… (VALID)"; a stale list tells of a build that is gone.
            object = line.endsWith("(VALID)") ? QString::fromUtf8(line.left(line.indexOf(": #deps"))) : QString();
        } else if (!object.isEmpty()) {
            inclusions.append({object, absolute(QString::fromUtf8(line.trimmed()), buildFolder)});
        }
    }
    return inclusions;
}

QList<Inclusion> readDependencyFile(const QByteArray &text, const QString &object, const QString &buildFolder)
{
    QList<Inclusion> inclusions;
    QByteArray joined = text;
    joined.replace("\\\n", " ");
    const qsizetype colon = joined.indexOf(": ");
    for (const QByteArray &path : joined.mid(colon + 1).simplified().split(' ')) {
        if (!path.isEmpty()) {
            inclusions.append({object, absolute(QString::fromUtf8(path), buildFolder)});
        }
    }
    return inclusions;
}

} // namespace ember::e2e
