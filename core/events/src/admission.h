// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#pragma once

#include <ember/events/emitterlimits.h>
#include <ember/events/event.h>

#include "lossledger.h"
#include "ratelimiter.h"

namespace ember {

/// Says which events an emitter takes at all, by EmitterLimits, and books those it does not. Any thread.
class Admission
{
public:
    Admission(const EmitterLimits &limits, LossLedger &losses)
        : m_rates(limits)
        , m_payloadBytes(limits.payloadBytes)
        , m_losses(losses)
    {
    }

    /// Whether it ever says no.
    [[nodiscard]] bool isOn() const noexcept { return m_payloadBytes > 0 || m_rates.isOn(); }
    /// Empty if the event may come in; else why not, which is booked. Takes a token of its rate.
    [[nodiscard]] QString complaint(const Event &event);

private:
    RateLimiter m_rates;
    const qsizetype m_payloadBytes;
    LossLedger &m_losses;
};

} // namespace ember
