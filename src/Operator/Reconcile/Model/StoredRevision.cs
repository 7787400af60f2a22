using System.Text.Json.Nodes;

namespace October.Operator.Reconcile.Model;

/// <summary>A ControllerRevision of the app.</summary>
/// <param name="Hash">Hash of the revision.</param>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Author">Who asked for it first; null when that is not known.</param>
/// <param name="Size">Bytes of what it holds, as JSON.</param>
/// <param name="Content">What it holds, read when it is needed first; null when it cannot be read.</param>
internal sealed record StoredRevision(string Hash, long Number, string? Author, long Size, Lazy<JsonObject?> Content)
{
    /// <summary>What it holds; null when that cannot be read.</summary>
    public JsonObject? Data => Content.Value;

    /// <summary>Field of the data: digest of the user's Secret when the revision was first asked for.</summary>
    public const string SecretDigest = "secretDigest";

    /// <summary>Field of the data: size of redis' volume that was asked for then.</summary>
    public const string VolumeSize = "volumeSize";

    /// <summary>Field of the data: the user's revisioned input.</summary>
    public const string Spec = "spec";

    /// <summary>Field of the data: the pod templates as they were first rendered.</summary>
    public const string Templates = "templates";

    /// <summary>Field of the data: version of the way of hashing.</summary>
    public const string HashVersion = "hashVersion";
}
