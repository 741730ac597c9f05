// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/events/eventemitter.h>

#include <QtCore/QHash>

#include <chrono>

namespace ember {

/// Makes slow handlers findable: a warning that names the handler, its place and the event, once, and again whenever
/// the same handler took twice as long. Emitter's thread.
class SlowHandlers
{
public:
    void look(const TraceBatch &batch, const EventEmitter &emitter);

private:
    QHash<HandlerId, quint64> m_told; // the longest duration told, in ns
};

} // namespace ember
