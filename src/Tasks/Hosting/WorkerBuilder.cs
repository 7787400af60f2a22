using Microsoft.Extensions.DependencyInjection;
using October.Tasks.Handlers;

namespace October.Tasks.Hosting;

/// <summary>What a worker is made of, before it starts.</summary>
public sealed class WorkerBuilder
{
    internal WorkerBuilder(IServiceCollection services) => Services = services;

    /// <summary>The services that handlers may use. A client (<see cref="Client.ITaskClient"/>) and the log are among them.</summary>
    public IServiceCollection Services { get; }

    /// <summary>The tasks, with <c>add</c> and <c>ping</c>, by which an OctoberApp is verified; a task of the same name takes their place.</summary>
    public TaskRegistry Tasks { get; } = new();
}
