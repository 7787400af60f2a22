using System.Text.Json.Nodes;

namespace October.Conformance.Traces;

/// <summary>What happened to one object: its first state, then what changed; events that change nothing of the projection do not count.</summary>
internal sealed class TracedObject(string key)
{
    public string Key => key;

    public JsonArray Sequence { get; } = [];

    public JsonObject Last { get; private set; } = [];

    public void Add(string type, JsonObject state)
    {
        if (type == "ADDED")
        {
            Sequence.Add(new JsonObject { ["watch"] = type, ["state"] = state.DeepClone() });
        }
        else if (type == "DELETED")
        {
            Sequence.Add(new JsonObject { ["watch"] = type });
            return;
        }
        else
        {
            var changes = Changes.Between(Last, state);
            if (changes.Count == 0)
                return;
            Sequence.Add(new JsonObject { ["watch"] = type, ["changes"] = changes });
        }

        Last = state;
    }
}
