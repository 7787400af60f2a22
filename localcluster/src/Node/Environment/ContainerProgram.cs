using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.Node.Containers;

namespace October.LocalCluster.Node.Environment;

/// <summary>A program to start: argument vector, environment, working directory. Nothing goes through a shell.</summary>
internal sealed record ContainerProgram(IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string> Environment, string WorkingDirectory)
{
    /// <summary>Who it runs as; null for the node's own user.</summary>
    public ContainerUser? User { get; init; }

    /// <summary>Puts together what the image map, the pod and the volumes say, by Kubernetes' rules for command and args.</summary>
    public static ContainerProgram Of(
        ContainerRun run, ImageEntry image, IReadOnlyDictionary<string, string> variables, Placeholders placeholders, MountPaths mounts, ServiceNames services,
        string directory)
    {
        string Localize(string text) => services.Replace(mounts.Replace(text));
        var command =
            run.Container.ArrayAt("command") is { Count: > 0 } ownCommand && !(image.ReplacesPodCommand && ownCommand.Count == 1)
                ? ownCommand.Strings().ToList()
                : null;
        var args = run.Container.ArrayAt("args") is { Count: > 0 } ownArgs ? ownArgs.Strings().ToList() : null;
        IEnumerable<string> arguments =
        [
            .. command?.Select(FromPod) ?? image.Command.Select(placeholders.Fill),
            // Who overrides the entry point does not get the image's arguments.
            .. args?.Select(FromPod) ?? (command is null ? image.Args.Select(placeholders.Fill) : []),
            .. command is null ? image.LastArgs.Select(placeholders.Fill) : [],
        ];
        var environment = variables.ToDictionary(v => v.Key, v => Localize(v.Value), StringComparer.Ordinal);
        foreach (var (key, value) in image.Env)
            environment[key] = placeholders.Fill(value);
        return new ContainerProgram([.. arguments], environment, directory);

        string FromPod(string text) => Localize(VariableExpansion.Expand(text, variables));
    }
}
