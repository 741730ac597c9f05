// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/events/result.h>

#include <QtCore/QList>
#include <QtCore/QString>
#include <QtCore/QStringList>
#include <QtCore/QStringView>

#include <initializer_list>
#include <span>
#include <utility>

/// The parts of reading a connection URL that know nothing of connections. Pure functions; any thread. Error texts name
/// parameters, never what stands around them: a misplaced password must not come to light in a message.
namespace ember::url {

using Parameter = std::pair<QString, QString>;

/// Percent-decoded text. An error if a `%` is not followed by two hexadecimal digits, if the bytes are no UTF-8, or if
/// a control character comes out: nothing in a URL needs one, and C libraries would stop reading at a NUL. `what` is
/// what the error calls the text.
[[nodiscard]] Result<QString> percentDecoded(QStringView text, const QString &what);

/// The parameters after the `?`, decoded, in order. Errors: a name that is not in `known` (the error lists those, the
/// nearest first), one without a value, one given twice that is not in `repeatable`.
[[nodiscard]] Result<QList<Parameter>> splitQuery(
    QStringView query, const QStringList &known, const QStringList &repeatable);

} // namespace ember::url
