using October.LocalCluster.ApiServer.Registry;
using October.LocalCluster.ApiServer.Storage;

namespace October.LocalCluster.ApiServer.Requests;

/// <summary>A request whose path was resolved to a served resource.</summary>
internal sealed record ResourceRequest(ApiRequest Request, ResourceKind Kind, string? Namespace, string? Name, string Subresource)
{
    public QueryParameters Query => Request.Query;

    /// <summary>What follows the subresource <c>proxy</c> in the path.</summary>
    public string Rest { get; init; } = "";

    public ObjectKey Key => new(Namespace ?? "", Name ?? "");

    /// <summary>Warnings gathered on the way, for the answer's headers.</summary>
    public List<string> Warnings { get; } = [];

    public bool IsDryRun => Query.All("dryRun").Count > 0;

    public string FieldValidation => Query["fieldValidation"] is { Length: > 0 } mode ? mode : "Warn";

    /// <summary>The field manager: the parameter, else the first part of the user agent, else <c>unknown</c>.</summary>
    public string FieldManager
    {
        get
        {
            if (Query["fieldManager"] is { Length: > 0 } manager)
                return manager;
            var agent = (Request.UserAgent ?? "").Split('/')[0];
            return agent.Length == 0 ? "unknown" : agent.Length > 128 ? agent[..128] : agent;
        }
    }
}
