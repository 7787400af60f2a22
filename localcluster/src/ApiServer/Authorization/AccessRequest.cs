using October.LocalCluster.ApiServer.Model;

namespace October.LocalCluster.ApiServer.Authorization;

/// <summary>What a user requests: a verb on a resource, or on a path that is no resource.</summary>
/// <param name="User">Who.</param>
/// <param name="Verb">For example <c>list</c>.</param>
/// <param name="Group">API group of the resource.</param>
/// <param name="Resource">Resource, with its subresource after a slash.</param>
/// <param name="Namespace">Namespace; empty at the cluster's scope.</param>
/// <param name="Name">Object; empty for all.</param>
/// <param name="Path">Path, when no resource is meant.</param>
internal sealed record AccessRequest(
    Identity User, string Verb, string Group = "", string Resource = "", string Namespace = "", string Name = "", string? Path = null);
