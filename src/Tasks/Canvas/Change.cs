using System.Text.Json.Nodes;
using October.Tasks.Messages;

namespace October.Tasks.Canvas;

/// <summary>One thing that the end of a task changes in Redis beside its own result.</summary>
internal abstract record Change
{
    /// <summary>Another task is sent.</summary>
    public sealed record Send(TaskMessage Message) : Change;

    /// <summary>A chord's body is sent when this many parts have ended.</summary>
    public sealed record Size(string Group, int Count) : Change;

    /// <summary>A chord's parts are not simply a list: this is their shape.</summary>
    public sealed record Shape(string Group, JsonArray Result) : Change
    {
        /// <summary>As it stands under the group's key.</summary>
        public JsonObject ToMeta() => new() { ["result"] = Result.DeepClone() };
    }

    /// <summary>A task that never ran has ended, unless one of this id has succeeded.</summary>
    public sealed record Store(string Id, byte[] Result) : Change;

    /// <summary>A signature that cannot be sent goes to the dead-letter queue.</summary>
    public sealed record Refuse(string Id, string Task, byte[] Signature, string Reason) : Change
    {
        /// <summary>Its id; empty when it has none, or one that may be none.</summary>
        public string Id { get; } = IdText.Fits(Id) ? Id : "";

        /// <summary>The name of its task; likewise.</summary>
        public string Task { get; } = IdText.Fits(Task) ? Task : "";
    }
}
