// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QtGlobal>

#include <cstddef>

namespace bench {

/// An emitter of a library built without one thing, with so many handlers of one name.
struct Variant
{
    void *(*make)(int handlers, quint64 *counters);
    void (*emitMany)(void *emitter, std::size_t times);
    void (*end)(void *emitter);
};

/// Without tracing.
Variant untraced();
/// Without the try block around the handlers.
Variant unguarded();
/// With everything, built in the same way.
Variant whole();

} // namespace bench
