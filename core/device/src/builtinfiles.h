// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QString>
#include <QtCore/QStringList>

namespace ember {

/// The profile files compiled into this library, by name ("navien-nwp500.json"), in alphabetical order.
[[nodiscard]] QStringList builtInProfileFiles();
/// The text of a compiled-in file: a profile or "profile.schema.json". Empty if there is none of that name.
[[nodiscard]] QByteArray builtInFile(const QString &name);

} // namespace ember
