using October.Operator.Desired;
using October.Operator.Rollout;
using October.Operator.Smoke;
using October.Runtime.Abstractions;

namespace October.Operator.Controllers;

/// <summary>Starts the smoke run that a decision asks for, once there is an address to probe.</summary>
internal sealed class SmokeStarter(HealthReader health, Stores stores, SmokeRuns runs, SmokeEvidence evidence, ProbeRoute route)
{
    /// <summary>False when there is nothing to probe yet.</summary>
    public bool Start(AppIdentity app, RolloutDecision decision, RenderedRevision revision, string? apiKey)
    {
        var target = decision.Smoke == SmokeTarget.Preview ? PreviewAddress(app) : StableAddress(app);
        if (target is not { } found)
            return false;
        runs.Ensure(
            new SmokeRun(new NamespacedName(app.Namespace, app.Name), Gatherer.SmokeIdentity(decision.State), found.Address, found.Where, revision.App.Rollout.SmokeProbes, apiKey)
            {
                Evidence = cancelled => evidence.CollectAsync(app, decision.Smoke == SmokeTarget.Preview ? Track.Preview : Track.Stable, cancelled),
            });
        return true;
    }

    private (Uri Address, string Where)? PreviewAddress(AppIdentity app)
    {
        var pod = health.ReadyPod(app, Names.Api, Track.Preview);
        return pod is null ? null : (route.Pod(app.Namespace, pod.Metadata.Name, pod.Status.PodIP, ApiDeployment.Port), $"pod {pod.Metadata.Name}");
    }

    private (Uri Address, string Where)? StableAddress(AppIdentity app)
    {
        var service = stores.Services.Get(new NamespacedName(app.Namespace, Names.Component(app, Names.Api)));
        return service?.Spec.ClusterIP is { Length: > 0 } address
            ? (route.Service(app.Namespace, service.Metadata.Name, address, service.Spec.Ports[0].Port), $"service {service.Metadata.Name}")
            : null;
    }
}
