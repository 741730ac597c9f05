// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/events/result.h>
#include <ember/expression/expression.h>
#include <ember/expression/scope.h>

#include <QtCore/QStringView>

namespace ember {

/// The field that a dotted path names where these roots are known. The error says what to write instead and is about
/// the path's first segment.
[[nodiscard]] Result<FieldReference> resolveField(QStringView path, ExpressionRoots roots);

} // namespace ember
