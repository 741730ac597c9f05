// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "topicstream.h"

#include <algorithm>
#include <array>
#include <chrono>

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

namespace {

constexpr auto kPause = 20ms; // before the next try to connect
constexpr quint64 kBurst = 256; // messages in one write at most
constexpr auto kTick = 2ms;

QByteArray lengthPrefixed(const QByteArray &text)
{
    const auto size = quint16(text.size());
    return QByteArray(1, char(size >> 8)) + char(size & 0xff) + text;
}

// A control packet of MQTT 3.1.1 §2.2: first byte, remaining length, the rest.
QByteArray controlPacket(char first, const QByteArray &rest)
{
    QByteArray packet(1, first);
    auto left = quint32(rest.size());
    do {
        packet += char((left % 128) | (left >= 128 ? 128 : 0));
        left /= 128;
    } while (left > 0);
    return packet + rest;
}

QByteArray connectPacket()
{
    static std::atomic<int> streams = 0;
    const QByteArray id = "stream-" + QByteArray::number(getpid()) + "-" + QByteArray::number(++streams);
    const char cleanSession = 2;
    return controlPacket(
        0x10, lengthPrefixed("MQTT") + char(4) + cleanSession + char(0) + char(60) + lengthPrefixed(id));
}

bool sendAll(int socket, const QByteArray &bytes)
{
    qsizetype done = 0;
    while (done < bytes.size()) {
        const ssize_t sent = send(socket, bytes.constData() + done, size_t(bytes.size() - done), MSG_NOSIGNAL);
        if (sent <= 0) {
            return false;
        }
        done += sent;
    }
    return true;
}

// CONNACK and PUBACK have four bytes; an orderly broker sends nothing else to one that does not subscribe.
bool receiveAnswer(int socket)
{
    std::array<char, 4> answer{};
    return recv(socket, answer.data(), answer.size(), MSG_WAITALL) == ssize_t(answer.size());
}

int connectToBroker(quint16 port)
{
    const int broker = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const timeval patience{.tv_sec = 1, .tv_usec = 0};
    setsockopt(broker, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    setsockopt(broker, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
    const int on = 1;
    setsockopt(broker, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    if (connect(broker, reinterpret_cast<const sockaddr *>(&address), sizeof(address)) != 0
        || !sendAll(broker, connectPacket()) || !receiveAnswer(broker)) {
        close(broker);
        return -1;
    }
    return broker;
}

} // namespace

TopicStream::TopicStream(TopicStreamOptions options)
    : m_options(std::move(options))
    , m_thread([this] { work(); })
{
}

TopicStream::~TopicStream()
{
    stop();
}

void TopicStream::stop()
{
    m_ending = true;
    if (m_thread.joinable()) {
        m_thread.join();
    }
}

QByteArray TopicStream::packet(quint64 number) const
{
    QByteArray rest = lengthPrefixed(m_options.topic.toUtf8());
    if (m_options.qos == 1) {
        const auto id = quint16(number % 65535 + 1);
        rest += char(id >> 8);
        rest += char(id & 0xff);
    }
    return controlPacket(char(0x30 | (m_options.qos << 1)), rest + m_options.payload(number));
}

void TopicStream::work()
{
    while (!m_ending) {
        const int broker = connectToBroker(m_options.port);
        if (broker < 0) {
            std::this_thread::sleep_for(kPause);
            continue;
        }
        publishOn(broker);
        // Half closed first, so that the broker reads everything.
        shutdown(broker, SHUT_WR);
        std::array<char, 64> rest{};
        while (recv(broker, rest.data(), rest.size(), 0) > 0) { }
        close(broker);
    }
}

void TopicStream::publishOn(int socket)
{
    const Clock::time_point begun = Clock::now();
    const quint64 before = m_sent;
    while (!m_ending) {
        const double due = std::chrono::duration<double>(Clock::now() - begun).count() * m_options.perSecond;
        const quint64 behind = before + quint64(due) + 1 - std::min(m_sent.load(), before + quint64(due) + 1);
        const quint64 allowed = m_options.upTo ? std::max(m_options.upTo(), m_sent.load()) - m_sent : behind;
        const quint64 wanted = std::min(behind, allowed);
        const quint64 count = m_options.qos == 1 ? std::min<quint64>(wanted, 1) : std::min(wanted, kBurst);
        QByteArray burst;
        for (quint64 i = 0; i < count; ++i) {
            burst += packet(m_sent + i);
        }
        if (!burst.isEmpty() && (!sendAll(socket, burst) || (m_options.qos == 1 && !receiveAnswer(socket)))) {
            return;
        }
        m_sent += count;
        if (wanted <= kBurst) {
            std::this_thread::sleep_for(kTick);
        }
    }
}
