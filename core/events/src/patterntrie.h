// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QtCore/QStringView>

#include <cstddef>
#include <vector>

namespace ember {

struct Topic;

/// Wildcard patterns by segment, so that a name meets only those that could match it. The patterns' texts must outlive
/// the trie (symbols do). Emitter's thread only.
class PatternTrie
{
public:
    PatternTrie();

    void insert(QStringView pattern, Topic *topic);
    /// Appends every topic whose pattern matches `name` to `into`, each once. Allocates nothing but room in `into`.
    void match(QStringView name, std::vector<Topic *> &into);

private:
    using Index = quint32;
    static constexpr Index kNone = 0; // the root is nobody's child
    struct Node
    {
        Topic *topic = nullptr;
        Index any = kNone; // `*`
        Index anyMany = kNone; // `**`
        bool hasEdges = false; // named segments follow
        bool isMany = false; // this node is reached by `**` and stays when a segment passes
        quint64 stamp = 0; // of the step that has it already
    };
    struct Edge
    {
        std::size_t hash = 0;
        QStringView segment;
        Index from = 0;
        Index to = kNone; // kNone: a free slot
    };

    Index child(Index from, QStringView segment);
    [[nodiscard]] Index findEdge(Index from, QStringView segment, std::size_t hash) const noexcept;
    void insertEdge(const Edge &edge);
    void enter(Index node);

    std::vector<Node> m_nodes;
    std::vector<Edge> m_edges; // an open hash table over (node, segment): a power of two, at most half full
    std::size_t m_edgeCount = 0;
    std::vector<Index> m_here; // the nodes that the segments so far may lead to
    std::vector<Index> m_next;
    quint64 m_stamp = 0;
};

} // namespace ember
