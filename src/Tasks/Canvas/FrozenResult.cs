using System.Text.Json.Nodes;

namespace October.Tasks.Canvas;

/// <summary>The result that a signature will have, known before it is sent: of a task, or of a group with its members.</summary>
internal sealed class FrozenResult(string id, IReadOnlyList<FrozenResult>? members = null)
{
    private const int MaxDepth = 500;

    public string Id => id;

    /// <summary>The results of a group; null for a task.</summary>
    public IReadOnlyList<FrozenResult>? Members => members;

    /// <summary>The result before this one in a chain.</summary>
    public FrozenResult? Parent { get; set; }

    /// <summary>The first one of the chain that ends here.</summary>
    public FrozenResult First
    {
        get
        {
            var first = this;
            while (first.Parent is { } parent)
                first = parent;
            return first;
        }
    }

    /// <summary>
    /// As Celery's <c>as_tuple</c>: <c>[[id, parent], members]</c>. A chain has any number of steps, and each is nested in the next: the first ones are left
    /// out where that becomes deeper than Celery's clients, and .NET's own writer, can read and write.
    /// </summary>
    public JsonArray ToTuple() => ToTuple(MaxDepth);

    private JsonArray ToTuple(int depth)
    {
        var steps = new List<FrozenResult>();
        for (var step = this; step is not null && steps.Count <= depth / 2; step = step.Parent)
            steps.Add(step);
        JsonArray? tuple = null;
        for (var i = steps.Count - 1; i >= 0; i--)
        {
            var left = depth - 2 * (i + 1);
            var nested = left < 0 ? null : steps[i].Members?.Select(member => (JsonNode)member.ToTuple(left));
            tuple = new JsonArray(new JsonArray(steps[i].Id, tuple), nested is null ? null : new JsonArray([.. nested]));
        }

        return tuple!;
    }
}
