// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#pragma once

#include <ember/events/event.h>

#include <QtCore/QObject>

namespace ember {

/// A plain Qt signal for the events of one pattern; see EventEmitter::signal(). Lives on the emitter's thread and is
/// owned by the emitter. A directly connected slot that throws counts as a failure of this entry. For low rates: a
/// queued connection costs one allocation per event and receiver.
class EventSignal : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

Q_SIGNALS:
    void fired(const ember::Event &event);
};

} // namespace ember
