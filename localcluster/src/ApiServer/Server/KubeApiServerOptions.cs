using October.LocalCluster.ApiServer.Admission;
using October.LocalCluster.ApiServer.Requests;
using October.LocalCluster.ApiServer.Storage;
using October.LocalCluster.ApiServer.Streaming;

namespace October.LocalCluster.ApiServer.Server;

/// <summary>How to start an <see cref="KubeApiServer"/>.</summary>
public sealed record KubeApiServerOptions
{
    /// <summary>Loopback address to listen on.</summary>
    public string Address { get; init; } = "127.0.0.1";

    /// <summary>Port to listen on; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>The bearer token that clients must send; null makes a random one.</summary>
    public string? Token { get; init; }

    /// <summary>The clock of timestamps, watch deadlines and bookmarks.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Seed of uids and generated names; equal seeds and equal requests give equal objects.</summary>
    public int Seed { get; init; } = Random.Shared.Next();

    /// <summary>First two numbers of the cluster IPs of Services; clusters that run side by side need different ones.</summary>
    public string ServiceNetwork { get; init; } = "127.96";

    /// <summary>What keeps the objects, and may hold some already; null is an empty one in memory.</summary>
    internal IObjectStore? Store { get; init; }

    /// <summary>Sees all traffic; tests put their powers here.</summary>
    public IInterceptor? Interceptor { get; init; }

    /// <summary>Stands for a validating admission webhook; null has none.</summary>
    public AdmissionWebhook? Webhook { get; init; }

    /// <summary>The node behind pod logs; may be set later with <see cref="KubeApiServer.AttachKubelet"/>.</summary>
    public IKubelet? Kubelet { get; init; }
}
