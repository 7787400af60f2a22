using System.Text.Json.Nodes;

namespace October.Tasks.Canvas;

/// <summary>The result that a signature will have, known before it is sent: of a task, or of a group with its members.</summary>
internal sealed class FrozenResult(string id, IReadOnlyList<FrozenResult>? members = null)
{
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

    /// <summary>As Celery's <c>as_tuple</c>: <c>[[id, parent], members]</c>.</summary>
    public JsonArray ToTuple() =>
        new(new JsonArray(Id, Parent?.ToTuple()), members is null ? null : new JsonArray([.. members.Select(static member => (JsonNode)member.ToTuple())]));
}
