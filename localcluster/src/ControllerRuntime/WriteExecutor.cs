using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Model;

namespace October.LocalCluster.ControllerRuntime;

/// <summary>Carries out decided writes, one at a time and in order, and lets the caches know what came of them.</summary>
internal sealed class WriteExecutor(IClusterClient client, InformerFactory informers, EventRecorder events)
{
    /// <exception cref="WriteFailedException">The API server refused a write.</exception>
    public async Task ApplyAsync(IReadOnlyList<Write> writes, string component, CancellationToken cancellationToken)
    {
        var lastName = "";
        var isSilent = false;
        foreach (var write in writes)
        {
            if (write is Write.Emit && isSilent)
                continue;
            isSilent = false;
            try
            {
                lastName = await ApplyAsync(write, component, lastName, cancellationToken);
            }
            catch (ApiStatusException exception) when (write is Write.Create && IsOfDyingNamespace(exception))
            {
                // Nothing can be made there any more, and that is not reported.
                isSilent = true;
            }
            catch (ApiStatusException exception)
            {
                throw new WriteFailedException(write, exception);
            }
        }
    }

    private async Task<string> ApplyAsync(Write write, string component, string lastName, CancellationToken cancellationToken)
    {
        switch (write)
        {
            case Write.Create create:
                var created = await client.CreateAsync(create.Type, create.Body.Clone(), cancellationToken: cancellationToken);
                informers.Find(create.Type)?.Accept(created);
                return created.Name();
            case Write.Patch patch:
                await PatchAsync(patch, cancellationToken);
                return patch.Target.Name();
            case Write.Delete delete:
                await DeleteAsync(delete, cancellationToken);
                return delete.Target.Name();
            case Write.Emit emit:
                events.Record(emit.Regarding, component, emit.EventType, emit.Reason, emit.Message.Replace("{name}", lastName, StringComparison.Ordinal));
                return lastName;
            default:
                throw new InvalidOperationException($"Unknown write {write.GetType().Name}.");
        }
    }

    private async Task PatchAsync(Write.Patch patch, CancellationToken cancellationToken)
    {
        try
        {
            var patched = await client.PatchAsync(
                patch.Type, NamespaceOf(patch.Target), patch.Target.Name(), patch.Body.Clone(), patch.Subresource, cancellationToken);
            // A Scale is another kind of object under the same name.
            if (patch.Subresource == "scale")
                return;
            // Removing the last finalizer of a terminating object removes the object.
            if (patched.IsTerminating() && patched.Finalizers().Length == 0)
                await RefreshAsync(patch.Type, patch.Target, cancellationToken);
            else
                informers.Find(patch.Type)?.Accept(patched);
        }
        catch (ApiStatusException exception) when (exception.Code == 404)
        {
            informers.Find(patch.Type)?.Forget(patch.Target);
        }
    }

    private async Task DeleteAsync(Write.Delete delete, CancellationToken cancellationToken)
    {
        var options = new JsonObject { ["preconditions"] = new JsonObject { ["uid"] = delete.Target.Uid() } };
        if (delete.Propagation is { } propagation)
            options["propagationPolicy"] = propagation;
        try
        {
            await client.DeleteAsync(delete.Type, NamespaceOf(delete.Target), delete.Target.Name(), options, cancellationToken);
        }
        catch (ApiStatusException exception) when (exception.Code == 404 || (exception.Code == 409 && exception.Reason == "Conflict"))
        {
            // Gone already, or another object has taken the name.
        }

        await RefreshAsync(delete.Type, delete.Target, cancellationToken);
    }

    private async Task RefreshAsync(ResourceType type, JsonObject target, CancellationToken cancellationToken)
    {
        if (informers.Find(type) is not { } cache)
            return;
        var current = await client.GetAsync(type, NamespaceOf(target), target.Name(), cancellationToken);
        if (current is null || current.Uid() != target.Uid())
            cache.Forget(target);
        if (current is not null)
            cache.Accept(current);
    }

    private static bool IsOfDyingNamespace(ApiStatusException e) =>
        e.Status.ArrayAt("details", "causes").Objects().Any(c => c.StringAt("reason") == "NamespaceTerminating");

    private static string? NamespaceOf(JsonObject value) => value.Namespace() is { Length: > 0 } ns ? ns : null;
}
