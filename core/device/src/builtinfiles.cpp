// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "builtinfiles.h"

#include <QtCore/QDir>
#include <QtCore/QFile>

// Q_INIT_RESOURCE must stand outside every namespace. A static library's resources register themselves only when
// somebody asks for them.
static void registerProfileResources()
{
    Q_INIT_RESOURCE(ember_profiles);
}

namespace ember {

using namespace Qt::StringLiterals;

namespace {

const QString &folder()
{
    static const QString path = [] {
        registerProfileResources();
        return u":/ember/profiles/"_s;
    }();
    return path;
}

} // namespace

QStringList builtInProfileFiles()
{
    QStringList files = QDir(folder()).entryList({u"*.json"_s}, QDir::Files, QDir::Name);
    files.removeIf([](const QString &name) { return name.endsWith(u".schema.json"); });
    return files;
}

QByteArray builtInFile(const QString &name)
{
    QFile file(folder() + name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace ember
