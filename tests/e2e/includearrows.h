// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QList>
#include <QtCore/QString>

/// Which file may include which (design.md §1): app → ui → core/session → record, feed, links → device → expression →
/// events; no Qt Gui or Widgets in core and the terminal program; nothing but Qt Core in events.
namespace ember::e2e {

/// A file that the compiler read for an object file.
struct Inclusion
{
    QString object; ///< relative to the build folder
    QString file; ///< absolute
};

/// What is wrong with an inclusion; empty if nothing is. Both folders absolute.
[[nodiscard]] QString violation(const Inclusion &inclusion, const QString &sourceFolder);

/// The folder of the source tree that an object file belongs to, as "core/events"; empty if none can be told.
[[nodiscard]] QString ownerOf(const QString &object);

/// What `ninja -t deps` writes.
[[nodiscard]] QList<Inclusion> readNinjaDeps(const QByteArray &text, const QString &buildFolder);
/// One dependency file of the compiler, in make's language.
[[nodiscard]] QList<Inclusion> readDependencyFile(
    const QByteArray &text, const QString &object, const QString &buildFolder);

} // namespace ember::e2e
