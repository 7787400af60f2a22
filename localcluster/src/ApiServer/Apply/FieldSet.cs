using System.Text.Json.Nodes;

namespace October.LocalCluster.ApiServer.Apply;

/// <summary>
/// A set of field paths as a tree, in the shape of <c>FieldsV1</c>: keys are path elements (<c>f:name</c>, <c>k:{…}</c>, <c>v:…</c>),
/// a node is a member of the set or only on the way to members (structured-merge-diff's <c>fieldpath.Set</c>).
/// </summary>
internal sealed class FieldSet
{
    private static readonly KeyValuePair<string, FieldSet>[] NoChildren = [];

    private readonly KeyValuePair<string, FieldSet>[] _children;

    public static FieldSet Empty { get; } = new(false, NoChildren);

    public static FieldSet Leaf { get; } = new(true, NoChildren);

    /// <param name="isMember">Whether the node itself is in the set.</param>
    /// <param name="children">By path element, in ordinal order, each once: sets are made with every write, and read more often than searched.</param>
    private FieldSet(bool isMember, KeyValuePair<string, FieldSet>[] children) => (IsMember, _children) = (isMember, children);

    public bool IsMember { get; }

    /// <summary>What is below, in ordinal order of the path elements.</summary>
    public IReadOnlyList<KeyValuePair<string, FieldSet>> Children => _children;

    public bool IsEmpty => !IsMember && _children.Length == 0;

    /// <summary>A node with these children; empty ones are left out.</summary>
    public static FieldSet Create(bool isMember, IEnumerable<KeyValuePair<string, FieldSet>> children)
    {
        var kept = new List<KeyValuePair<string, FieldSet>>(children.TryGetNonEnumeratedCount(out var count) ? count : 0);
        foreach (var child in children)
        {
            if (!child.Value.IsEmpty)
                kept.Add(child);
        }

        if (!IsSorted(kept))
            SortAndUnite(kept);
        return Make(isMember, [.. kept]);
    }

    public FieldSet Child(string element)
    {
        var (low, high) = (0, _children.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var order = string.CompareOrdinal(_children[middle].Key, element);
            if (order == 0)
                return _children[middle].Value;
            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return Empty;
    }

    public FieldSet Union(FieldSet other)
    {
        if (other.IsEmpty)
            return this;
        if (IsEmpty)
            return other;
        var changed = Map(IsMember || other.IsMember, (element, child) => child.Union(other.Child(element)));
        var added = other._children.Where(c => Child(c.Key).IsEmpty).ToArray();
        return added.Length == 0 ? changed : Create(changed.IsMember, [.. changed._children, .. added]);
    }

    public FieldSet Difference(FieldSet other) =>
        other.IsEmpty ? this : Map(IsMember && !other.IsMember, (element, child) => child.Difference(other.Child(element)));

    public FieldSet Intersection(FieldSet other) =>
        IsEmpty || other.IsEmpty ? Empty : Map(IsMember && other.IsMember, (element, child) => child.Intersection(other.Child(element)));

    /// <summary>The members without those of the given paths and everything below them.</summary>
    public FieldSet Without(FieldSet roots) =>
        roots.IsMember ? Empty : roots.IsEmpty ? this : Map(IsMember, (element, child) => child.Without(roots.Child(element)));

    public bool SetEquals(FieldSet other) => Difference(other).IsEmpty && other.Difference(this).IsEmpty;

    /// <summary>The members as paths for messages: <c>.spec.containers[name="web"].image</c>.</summary>
    public IEnumerable<string> Paths(string prefix = "")
    {
        if (IsMember)
            yield return prefix;
        foreach (var (element, child) in Children)
        {
            foreach (var path in child.Paths(prefix + PathElement.Display(element)))
                yield return path;
        }
    }

    public JsonObject ToFieldsV1()
    {
        var result = new JsonObject();
        if (IsMember && _children.Length > 0)
            result["."] = new JsonObject();
        foreach (var (element, child) in Children)
            result[element] = child.ToFieldsV1();
        return result;
    }

    /// <exception cref="FormatException">A key is not a path element.</exception>
    public static FieldSet FromFieldsV1(JsonObject? fields) => Parse(fields ?? [], isRoot: true);

    private static FieldSet Parse(JsonObject fields, bool isRoot)
    {
        var isMember = (fields.Count == 0 && !isRoot) || fields.ContainsKey(".");
        var children = new List<KeyValuePair<string, FieldSet>>(fields.Count);
        foreach (var (element, value) in fields)
        {
            if (element == ".")
                continue;
            PathElement.Check(element);
            children.Add(KeyValuePair.Create(element, value is JsonObject { Count: > 0 } below ? Parse(below, isRoot: false) : Leaf));
        }

        return Create(isMember, children);
    }

    private static FieldSet Make(bool isMember, KeyValuePair<string, FieldSet>[] children) =>
        children.Length > 0 ? new FieldSet(isMember, children) : isMember ? Leaf : Empty;

    /// <summary>The same node with other children; itself when nothing is different.</summary>
    private FieldSet Map(bool isMember, Func<string, FieldSet, FieldSet> change)
    {
        var kept = new List<KeyValuePair<string, FieldSet>>(_children.Length);
        var same = isMember == IsMember;
        foreach (var (element, child) in _children)
        {
            var next = change(element, child);
            same &= ReferenceEquals(next, child);
            if (!next.IsEmpty)
                kept.Add(KeyValuePair.Create(element, next));
        }

        return same ? this : Make(isMember, [.. kept]);
    }

    private static bool IsSorted(List<KeyValuePair<string, FieldSet>> children)
    {
        for (var i = 1; i < children.Count; i++)
        {
            if (string.CompareOrdinal(children[i - 1].Key, children[i].Key) >= 0)
                return false;
        }

        return true;
    }

    private static void SortAndUnite(List<KeyValuePair<string, FieldSet>> children)
    {
        children.Sort((a, b) => string.CompareOrdinal(a.Key, b.Key));
        for (var i = children.Count - 1; i > 0; i--)
        {
            if (children[i - 1].Key != children[i].Key)
                continue;
            children[i - 1] = KeyValuePair.Create(children[i].Key, children[i - 1].Value.Union(children[i].Value));
            children.RemoveAt(i);
        }
    }
}
