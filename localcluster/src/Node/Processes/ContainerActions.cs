using System.Globalization;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.Node.Cgroups;
using October.LocalCluster.Node.Containers;
using October.LocalCluster.Node.Environment;
using October.LocalCluster.Node.OperatingSystem;

namespace October.LocalCluster.Node.Processes;

/// <summary>Runs the actions of probes and hooks against a local process: httpGet, tcpSocket, exec.</summary>
internal sealed class ContainerActions(
    ContainerRun run,
    ContainerProgram program,
    Func<string, string> localize,
    HttpMessageInvoker http,
    ContainerCgroup? cgroup,
    ProcessReaper reaper,
    TimeProvider time)
{
    public async Task<ProbeResult> RunAsync(JsonObject action, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            if (action.ObjectAt("httpGet") is { } get)
                return await GetAsync(get, either.Token);
            if (action.ObjectAt("tcpSocket") is { } socket)
                return await ConnectAsync(socket, either.Token);
            if (action.ObjectAt("exec") is { } exec)
                return await ExecuteAsync(exec, either.Token);
            return ProbeResult.Failed("the probe has no action that the local cluster knows: httpGet, tcpSocket or exec");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return ProbeResult.Failed(action.ObjectAt("httpGet") is { } get
                ? $"Get \"{Url(get)}\": context deadline exceeded (Client.Timeout exceeded while awaiting headers)"
                : action.ObjectAt("tcpSocket") is { } socket ? $"dial tcp {Host(socket)}:{Port(socket)}: i/o timeout" : "command timed out");
        }
        catch (OperationCanceledException)
        {
            return ProbeResult.Failed("the container has ended");
        }
    }

    private async Task<ProbeResult> GetAsync(JsonObject get, CancellationToken cancellationToken)
    {
        var url = Url(get);
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.TryAddWithoutValidation("User-Agent", "kube-probe/1.36");
        request.Headers.TryAddWithoutValidation("Connection", "close");
        foreach (var header in get.ArrayAt("httpHeaders").Objects())
            request.Headers.TryAddWithoutValidation(header.StringAt("name") ?? "", header.StringAt("value"));
        try
        {
            using var response = await http.SendAsync(request, cancellationToken);
            return (int)response.StatusCode is >= 200 and < 400
                ? ProbeResult.Ok
                : ProbeResult.Failed($"HTTP probe failed with statuscode: {(int)response.StatusCode}");
        }
        catch (HttpRequestException exception)
        {
            return ProbeResult.Failed($"Get \"{url}\": {Explain(exception, Host(get), Port(get))}");
        }
    }

    private async Task<ProbeResult> ConnectAsync(JsonObject socket, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(Host(socket), Port(socket), cancellationToken);
            return ProbeResult.Ok;
        }
        catch (SocketException exception)
        {
            return ProbeResult.Failed(Explain(exception, Host(socket), Port(socket)));
        }
    }

    private async Task<ProbeResult> ExecuteAsync(JsonObject exec, CancellationToken cancellationToken)
    {
        var arguments = exec.ArrayAt("command").Strings().Select(localize).ToList();
        if (arguments.Count == 0)
            return ProbeResult.Failed("the exec action has no command");
        try
        {
            using var process = System.Diagnostics.Process.Start(ProcessContainer.StartInfo(program with { Arguments = arguments }))!;
            reaper.Add(process.Id);
            cgroup?.Join(process.Id);
            try
            {
                process.StandardInput.Close();
                var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
                var error = process.StandardError.ReadToEndAsync(cancellationToken);
                await process.WaitForExitAsync(cancellationToken);
                return process.ExitCode == 0 ? ProbeResult.Ok : ProbeResult.Failed((await output + await error).Trim());
            }
            finally
            {
                ProcessGroup.Kill(process.Id);
                reaper.Remove(process.Id);
            }
        }
        catch (ContainerStartException exception)
        {
            return ProbeResult.Failed(exception.Message);
        }
    }

    private string Url(JsonObject get) =>
        $"{(get.StringAt("scheme") ?? "HTTP").ToLowerInvariant()}://{Host(get)}:{Port(get).ToString(CultureInfo.InvariantCulture)}/"
            + $"{(get.StringAt("path") ?? "").TrimStart('/')}";

    private string Host(JsonObject action) => action.StringAt("host") is { Length: > 0 } host ? host : run.PodAddress;

    private int Port(JsonObject action)
    {
        if (action["port"].AsLong() is { } number)
            return (int)number;
        var name = action.StringAt("port") ?? "";
        return (int)(run.Container.ArrayAt("ports").Objects().FirstOrDefault(p => p.StringAt("name") == name).LongAt("containerPort") ?? 0);
    }

    private static string Explain(Exception e, string host, int port) => e.GetBaseException() is SocketException socket
        ? $"dial tcp {host}:{port}: connect: {socket.Message.ToLowerInvariant()}"
        : e.GetBaseException().Message;
}
