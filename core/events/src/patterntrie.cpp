// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#include "patterntrie.h"

#include <QtCore/QHashFunctions>

#include <cstring>
#include <utility>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

/// Calls `visit` with each segment of a dotted text.
template <typename Visit>
void forEachSegment(QStringView text, Visit visit)
{
    const char16_t *begin = text.utf16();
    const char16_t *const end = begin + text.size();
    for (;;) {
        const char16_t *dot = begin;
        while (dot != end && *dot != u'.') {
            ++dot;
        }
        visit(QStringView(begin, dot - begin));
        if (dot == end) {
            return;
        }
        begin = dot + 1;
    }
}

/// Four letters at a time: segments are short, and a call of qHash() costs more.
std::size_t hashOf(QStringView segment) noexcept
{
    constexpr std::size_t kMultiplier = 0x9e3779b97f4a7c15ULL;
    constexpr qsizetype kStep = sizeof(std::size_t) / sizeof(char16_t);
    const char16_t *at = segment.utf16();
    std::size_t hash = std::size_t(segment.size());
    qsizetype left = segment.size();
    const auto mix = [&](qsizetype letters) {
        std::size_t some = 0;
        std::memcpy(&some, at, std::size_t(letters) * sizeof(char16_t));
        hash = (hash ^ some) * kMultiplier;
        hash ^= hash >> 29U;
    };
    for (; left >= kStep; left -= kStep, at += kStep) {
        mix(kStep);
    }
    for (; left > 0; --left, ++at) {
        mix(1);
    }
    return hash;
}

bool isSame(QStringView a, QStringView b) noexcept
{
    return a.size() == b.size() && std::memcmp(a.utf16(), b.utf16(), std::size_t(a.size()) * sizeof(char16_t)) == 0;
}

std::size_t slotOf(std::size_t hash, quint32 from) noexcept
{
    return (hash + from * std::size_t(0xc2b2ae3d27d4eb4fULL)) * 0x9e3779b97f4a7c15ULL >> 20U;
}

} // namespace

PatternTrie::PatternTrie()
    : m_nodes(1)
    , m_edges(64)
{
}

void PatternTrie::insert(QStringView pattern, Topic *topic)
{
    Index node = 0;
    forEachSegment(pattern, [&](QStringView segment) { node = child(node, segment); });
    m_nodes[node].topic = topic;
}

PatternTrie::Index PatternTrie::child(Index from, QStringView segment)
{
    const auto fresh = Index(m_nodes.size());
    if (segment == "*"_L1 || segment == "**"_L1) {
        const bool many = segment.size() == 2;
        Index &to = many ? m_nodes[from].anyMany : m_nodes[from].any;
        if (to != kNone) {
            return to;
        }
        to = fresh;
        m_nodes.push_back({.isMany = many});
        return fresh;
    }
    const std::size_t hash = hashOf(segment);
    if (const Index known = findEdge(from, segment, hash); known != kNone) {
        return known;
    }
    m_nodes.emplace_back();
    if (++m_edgeCount * 2 > m_edges.size()) {
        std::vector<Edge> old(m_edges.size() * 2);
        old.swap(m_edges);
        for (const Edge &edge : old) {
            if (edge.to != kNone) {
                insertEdge(edge);
            }
        }
    }
    insertEdge({hash, segment, from, fresh});
    m_nodes[from].hasEdges = true;
    return fresh;
}

PatternTrie::Index PatternTrie::findEdge(Index from, QStringView segment, std::size_t hash) const noexcept
{
    const std::size_t mask = m_edges.size() - 1;
    for (std::size_t at = slotOf(hash, from) & mask; m_edges[at].to != kNone; at = (at + 1) & mask) {
        const Edge &edge = m_edges[at];
        if (edge.hash == hash && edge.from == from && isSame(edge.segment, segment)) {
            return edge.to;
        }
    }
    return kNone;
}

void PatternTrie::insertEdge(const Edge &edge)
{
    const std::size_t mask = m_edges.size() - 1;
    std::size_t at = slotOf(edge.hash, edge.from) & mask;
    while (m_edges[at].to != kNone) {
        at = (at + 1) & mask;
    }
    m_edges[at] = edge;
}

/// A node may be reached in several ways; it is entered once. A `**` behind it may stand for no segment at all.
void PatternTrie::enter(Index node)
{
    while (node != kNone && m_nodes[node].stamp != m_stamp) {
        m_nodes[node].stamp = m_stamp;
        m_next.push_back(node);
        node = m_nodes[node].anyMany;
    }
}

void PatternTrie::match(QStringView name, std::vector<Topic *> &into)
{
    // All ways at once, one segment after the other: the work is bounded by segments × nodes, whatever the pattern.
    ++m_stamp;
    m_next.assign(1, 0);
    enter(m_nodes[0].anyMany);
    m_here.swap(m_next);
    forEachSegment(name, [&](QStringView segment) {
        const std::size_t hash = hashOf(segment);
        ++m_stamp;
        m_next.clear();
        for (const Index at : m_here) {
            const Node &node = m_nodes[at];
            if (node.isMany) {
                enter(at);
            }
            enter(node.any);
            if (node.hasEdges) {
                enter(findEdge(at, segment, hash));
            }
        }
        m_here.swap(m_next);
    });
    for (const Index at : m_here) {
        if (m_nodes[at].topic) {
            into.push_back(m_nodes[at].topic);
        }
    }
}

} // namespace ember
