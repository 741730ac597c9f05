// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sessionprivate.h"

#include <ember/device/decodedmessage.h>
#include <ember/device/discoveredmessage.h>
#include <ember/session/programevents.h>

#include <QtCore/QTimer>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

constexpr std::chrono::milliseconds kReleaseEvery{250};

bool isDecoded(const Event &event)
{
    return DecodedMessage::from(event.payload()) || DiscoveredMessage::from(event.payload());
}

} // namespace

void Session::Private::registerHandlers(EventEmitter &emitter)
{
    HandlerDomain device = handlers.emplace(emitter).domain(u"device"_s);
    device.on(u"**",
        [this, &emitter](const Event &event) {
            for (Event &child : changes.detect(event)) {
                emitter.emitNext(std::move(child));
            }
        },
        {.priority = priority::changeDetector, .name = u"change detector"_s, .filter = isDecoded});
    device.on(u"**", [this](const Event &event) { devices.update(event); },
        {.priority = priority::changeDetector - 100, .name = u"live state"_s, .filter = isDecoded});
    handlers->domain(u"commands"_s)
        .on(u"command.*"_s, [this](const Event &event) { commands.note(event); },
            {.priority = priority::changeDetector, .name = u"command outcomes"_s});
    auto *release = new QTimer(&emitter); // for what a view lets go of while no events come
    release->setInterval(kReleaseEvery);
    QObject::connect(release, &QTimer::timeout, release, [this, release] {
        if (!log->releaseLeft()) {
            release->stop();
        }
    });
    QObject::connect(
        &emitter, &EventEmitter::traced, &emitter,
        [this, &emitter, release](const TraceBatch &batch) {
            if (const std::chrono::duration<double> jump = log->append(batch); jump.count() != 0) {
                emitter.post(clockChanged.event({.seconds = jump.count()}, u"emberscope"));
            }
            slowHandlers.look(batch, emitter);
            if (log->heldBytes() > 0 && !release->isActive()) {
                release->start();
            }
        },
        Qt::DirectConnection);
    emitter.emitEvent(programStarted.event({.version = QStringLiteral(EMBER_VERSION)}, u"emberscope"));
}

} // namespace ember
