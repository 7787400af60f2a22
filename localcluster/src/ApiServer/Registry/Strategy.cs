using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Validation;

namespace October.LocalCluster.ApiServer.Registry;

/// <summary>
/// The rules of one kind, as pure functions over its objects; the same division as <c>rest.RESTCreateStrategy</c> and its relatives.
/// Objects handed in are the callee's to change; <c>old</c> never is.
/// </summary>
internal class Strategy
{
    public static Strategy Plain { get; } = new();

    /// <summary>Whether <c>metadata.generation</c> counts changes of the desired state.</summary>
    public virtual bool HasGeneration => false;

    /// <summary>Whether status is only writable through <c>/status</c>.</summary>
    public virtual bool HasStatus => false;

    /// <summary>Whether a PUT without a resourceVersion overwrites whatever is there.</summary>
    public virtual bool AllowsUnconditionalUpdate => true;

    /// <summary>Whether a PUT to a missing name creates the object.</summary>
    public virtual bool AllowsCreateOnUpdate => false;

    /// <summary>The rule that names follow.</summary>
    public virtual NameValidation NameRule => NameValidation.Subdomain;

    /// <summary>Fields that selectors may use besides name and namespace, with their values.</summary>
    public virtual IReadOnlyList<string> SelectableFields => [];

    /// <summary>The value of a selectable field.</summary>
    public virtual string FieldValue(JsonObject value, string field) => field.Split('.') is var path && value.At(path) is { } node
        ? node.AsString() ?? node.ToJsonString()
        : "";

    /// <summary>How this kind refuses an unknown field label.</summary>
    public virtual string UnknownFieldLabel(string field) =>
        $"\"{field}\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"";

    /// <summary>Fills in what the user left out.</summary>
    public virtual void Default(JsonObject value)
    {
    }

    /// <summary>Removes or sets what only the server may say about a new object.</summary>
    public virtual void PrepareForCreate(JsonObject value, StrategyContext context)
    {
        if (HasStatus)
            value.Remove("status");
    }

    /// <summary>Carries over what this endpoint may not change.</summary>
    public virtual void PrepareForUpdate(JsonObject value, JsonObject old, StrategyContext context)
    {
        if (HasStatus)
            value.SetOrRemove("status", old["status"]);
    }

    /// <summary>Keeps everything but the status, its owners' record, and whatever else the status endpoint may write.</summary>
    public virtual void PrepareForStatusUpdate(JsonObject value, JsonObject old, StrategyContext context)
    {
        foreach (var (key, _) in value.ToArray())
        {
            if (key is not ("status" or "metadata" or "apiVersion" or "kind"))
                value.SetOrRemove(key, old[key]);
        }

        foreach (var (key, node) in old)
        {
            if (key is not ("status" or "metadata") && !value.ContainsKey(key))
                value[key] = node?.DeepClone();
        }
    }

    /// <summary>Keeps everything but what a subresource for a part of the desired state may write.</summary>
    public virtual void PrepareForPartUpdate(string subresource, JsonObject value, JsonObject old) =>
        throw new InvalidOperationException($"{subresource} is no part of this kind.");

    /// <summary>Whether the desired state differs, which raises the generation.</summary>
    public virtual bool DesiredStateChanged(JsonObject value, JsonObject old) => !value["spec"].DeepEqual(old["spec"]);

    public virtual IEnumerable<FieldError> Validate(JsonObject value, StrategyContext context) => [];

    /// <summary>Rules that hold for new objects only, besides <see cref="Validate"/>.</summary>
    public virtual IEnumerable<FieldError> ValidateCreate(JsonObject value, StrategyContext context) => [];

    public virtual IEnumerable<FieldError> ValidateUpdate(JsonObject value, JsonObject old, StrategyContext context) => [];

    public virtual IEnumerable<FieldError> ValidateStatusUpdate(JsonObject value, JsonObject old, StrategyContext context) => [];

    public virtual IEnumerable<FieldError> ValidatePartUpdate(string subresource, JsonObject value, JsonObject old) => [];

    /// <summary>Warnings for the client, for example about deprecated fields.</summary>
    public virtual IEnumerable<string> Warnings(JsonObject value) => [];

    /// <summary>The warning for a client that deletes an object of a kind which orphans by default, without saying a policy.</summary>
    public virtual string? DeletionWarning(JsonObject value) => null;

    /// <summary>Called when an object is about to be deleted; true means it must not go yet (a grace period), with the object changed accordingly.</summary>
    public virtual bool BeginDeletion(JsonObject value, long? gracePeriodSeconds, StrategyContext context) => false;

    /// <summary>Whether an object marked for deletion whose finalizers are gone may really go.</summary>
    public virtual bool MayBeRemoved(JsonObject value) => value.Finalizers().Length == 0;

    /// <summary>Whether new objects are refused at the moment, with the sentence why.</summary>
    public virtual string? CreationForbidden => null;

    /// <summary>The finalizer that a delete without a propagation policy adds, if any (old kinds orphan by default).</summary>
    public virtual bool OrphansByDefault => false;
}
