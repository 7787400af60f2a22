using System.Text.Json.Nodes;
using October.Conformance.Matching;
using October.LocalCluster.ApiServer.Json;

namespace October.Conformance.Traces;

/// <summary>
/// Compares by the rules of the recordings: objects whose sequence was the same twice are compared exactly, the others by their first and last
/// state and by the order in which reasons of conditions appear; of the Events, those that were seen twice.
/// </summary>
internal sealed class TraceComparison(JsonObject trace, Bindings bindings)
{
    private readonly JsonMatcher _matcher = new(bindings, subset: false, compareManagedFields: false);
    private readonly HashSet<string> _stable = [.. trace["stable"]!.AsArray().Select(s => (string)s!)];

    public IEnumerable<string> Compare(IReadOnlyList<TracedObject> seen, IReadOnlyList<(string Object, string Reason, string Type)> events)
    {
        var rest = seen.ToList();
        foreach (var (key, value) in trace["byObject"]!.AsObject())
        {
            var expected = WithoutNodeFacts(value!.AsArray());
            var index = rest.FindIndex(o => bindings.Matches(key, o.Key));
            if (index < 0)
            {
                yield return $"{key}: was not seen";
                continue;
            }

            var found = rest[index];
            rest.RemoveAt(index);
            if ((_stable.Contains(key) ? _matcher.Compare(expected, WithoutNodeFacts(found.Sequence)) : CompareLoosely(expected, found)) is { } difference)
                yield return $"{key}: {difference}";
        }

        foreach (var wanted in trace["stableEvents"]!.AsArray().Objects())
        {
            var (about, reason, type) = (wanted.StringAt("object")!, wanted.StringAt("reason")!, wanted.StringAt("type")!);
            if (!events.Any(e => e.Reason == reason && e.Type == type && bindings.Matches(about, e.Object)))
                yield return $"no Event {type} {reason} about {about}";
        }
    }

    /// <summary>Without the limits that the recorded kubelet read back from its cgroups at some moment (2^53 bytes for none).</summary>
    private static JsonArray WithoutNodeFacts(JsonArray sequence)
    {
        var result = new JsonArray();
        foreach (var step in sequence.Objects().Select(s => s.Clone()))
        {
            step.ObjectAt("changes")?.Remove("/status/resources/limits");
            if (step.ObjectAt("changes") is not { Count: 0 })
                result.Add(step);
        }

        return result;
    }

    private string? CompareLoosely(JsonArray expected, TracedObject found)
    {
        if (_matcher.Compare(expected[0], found.Sequence.FirstOrDefault()) is { } first)
            return $"first state: {first}";
        var states = States(expected).ToList();
        var (last, actual) = (states[^1].Clone(), found.Last.Clone());
        // What the kubelet read back from the node's cgroups, in some recordings and not in others.
        last.ObjectAt("status")?.Remove("resources");
        actual.ObjectAt("status")?.Remove("resources");
        if (_matcher.Compare(last, actual) is { } end)
            return $"last state: {end}";
        var (wanted, got) = (Reasons(states), Reasons([.. States(found.Sequence)]));
        return wanted.SequenceEqual(got) ? null : $"reasons: expected {string.Join(", ", wanted)}; got {string.Join(", ", got)}";
    }

    private static IEnumerable<JsonObject> States(JsonArray sequence)
    {
        var state = new JsonObject();
        foreach (var step in sequence.Objects())
        {
            if (step.ObjectAt("state") is { } first)
                state = first.Clone();
            else if (step.ObjectAt("changes") is { } changes)
                state = Changes.Apply(state, changes);
            yield return state;
        }
    }

    private static List<string> Reasons(IReadOnlyList<JsonObject> states) =>
    [
        .. states
            .SelectMany(s =>
                (s.ObjectAt("status", "conditions") ?? []).OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => $"{c.Key}={c.Value.StringAt("reason")}"))
            .Where(r => !r.EndsWith('='))
            .Distinct(),
    ];
}
