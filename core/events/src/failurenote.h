// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#pragma once

#include <ember/events/deadletters.h>
#include <ember/events/emitterevents.h>
#include <ember/events/trace.h>

#include "lazystruct.h"
#include "thrown.h"

#include <memory>

namespace ember {

/// One failure, noted once for everything that tells of it: the event `emitter.handler_failed`, whose payload this is,
/// the dead letter, and that one's event. Immutable; any thread.
class FailureNote final : public LazyStruct<HandlerFailed>
{
public:
    FailureNote(HandlerId id, std::shared_ptr<const HandlerInfo> handler, const Event &event, Thrown &&thrown) noexcept;

    [[nodiscard]] const HandlerInfo &handler() const noexcept { return *m_handler; }
    [[nodiscard]] const Thrown &thrown() const noexcept { return m_thrown; }
    [[nodiscard]] HandlerFailure inWords() const;

protected:
    [[nodiscard]] HandlerFailed made() const override;

private:
    // With what counts the references, as large as a block of the pool.
    std::shared_ptr<const HandlerInfo> m_handler;
    Thrown m_thrown;
    quint64 m_run; // of the event it failed on, and its number: its id is made on demand
    quint64 m_sequence;
    Symbol m_eventName;
    HandlerId m_id;
};

/// A dead letter as it is kept.
struct KeptLetter
{
    quint64 number = 0;
    Event event;
    std::shared_ptr<const FailureNote> failure;
    int calls = 1;
    DeadLetterReason reason = DeadLetterReason::Permanent;
    EventTime time = {};
    Listener listener;

    [[nodiscard]] DeadLetter inWords() const;
};

/// The payload of `emitter.dead_lettered`.
class LetterNote final : public LazyStruct<DeadLettered>
{
public:
    explicit LetterNote(const KeptLetter &letter) noexcept;

protected:
    [[nodiscard]] DeadLettered made() const override;

private:
    std::shared_ptr<const FailureNote> m_failure;
    quint64 m_run;
    quint64 m_sequence;
    Symbol m_eventName;
    quint64 m_number;
    int m_calls;
    DeadLetterReason m_reason;
};

} // namespace ember
