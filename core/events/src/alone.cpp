// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#include "eventemitter_p.h"

namespace ember {

/// Calls one listener with an event that was emitted before. Not an emission: it is not counted, and nobody else hears
/// of it but the traces. The caller ends with endAlone(). False: refused, because it is nested too deep.
bool EventEmitter::Private::callAlone(
    const Event &event, ListenerRecord &record, ChildList &children, Emission &result, const AloneCall *call)
{
    Topic *topic = topicOf(event);
    if (!topic || depth >= maxDepth) {
        refuse(event, topic, result);
        return false;
    }
    ListenerEntry entry = entryOf(record);
    entry.call = nullptr; // it is looked at before the call
    RunningEmission running(Event(event), topic, result, children, current);
    running.next = &entry;
    running.end = &entry + 1;
    running.cancels = 0; // which the counter never is: it is looked at before it is called
    running.childrenBegin = children.events ? children.events->size() : 0;
    running.traced = (attention.load(std::memory_order_relaxed) & TracingIsOn) != 0;
    running.alone = call;
    if (running.traced) {
        running.mark = tracer.begin(markAround(running.outer));
    }
    current = &running;
    ++depth;
    const bool ended = running.traced ? runHandlers<true>(running) : runHandlers<false>(running);
    if (ended) {
        endAttended(running);
    }
    --depth;
    current = running.outer;
    if (running.traced) {
        noteBatchGrew();
    }
    return true;
}

/// Emits the effects of what was called alone. May be this object's end where nobody holds it.
void EventEmitter::Private::endAlone(ChildList &children)
{
    if (children.events) {
        emitChildren(children);
    }
    if (registry.isUntidy() || stopAsked) {
        becomeIdle();
    }
}

} // namespace ember
