using System.Net;

namespace October.Runtime.Api;

/// <summary>The API server refused a request.</summary>
public sealed class KubeApiException(HttpStatusCode code, string reason, string message, TimeSpan? retryAfter = null) : Exception(message)
{
    /// <summary>HTTP status.</summary>
    public HttpStatusCode Code { get; } = code;

    /// <summary>Machine-readable reason of the <c>Status</c>, for example <c>Conflict</c>; empty when the answer had none.</summary>
    public string Reason { get; } = reason;

    /// <summary>How long the server asks to wait.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;

    /// <summary>The object is not there.</summary>
    public bool IsNotFound => Code == HttpStatusCode.NotFound;

    /// <summary>The resource version is too old to watch from, or the list token has expired.</summary>
    public bool IsGone => Code == HttpStatusCode.Gone || Reason == "Expired";

    /// <summary>The namespace is being deleted and takes no new objects: nothing is wrong, what the object is for goes, too.</summary>
    public bool IsOfEndingNamespace { get; init; }

    /// <summary>The object exists already (not an optimistic-locking conflict).</summary>
    public bool IsAlreadyExists => Reason == "AlreadyExists";
}
