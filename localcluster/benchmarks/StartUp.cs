using System.Diagnostics;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace October.Benchmarks.LocalCluster;

/// <summary><c>october up --no-sample</c> as a user runs it, until its API server answers.</summary>
internal static partial class StartUp
{
    /// <summary>Milliseconds from the start of the process to the first answer of <c>/readyz</c>.</summary>
    /// <param name="program">The october command: its assembly, or a program of its own.</param>
    public static async Task<double> MeasureAsync(string program)
    {
        var directory = Directory.CreateTempSubdirectory("october-benchmark-").FullName;
        using var client = new HttpClient(new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = (_, _, _, _) => true } });
        var clock = Stopwatch.StartNew();
        string[] up = ["up", "--no-sample", "--port", FreePort().ToString(System.Globalization.CultureInfo.InvariantCulture), "--data", directory];
        using var process = Process.Start(
            new ProcessStartInfo(
                program.EndsWith(".dll", StringComparison.Ordinal) ? "dotnet" : program,
                program.EndsWith(".dll", StringComparison.Ordinal) ? ["exec", program, .. up] : up)
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        try
        {
            while (!await AnswersAsync(client, Path.Combine(directory, "kubeconfig")))
            {
                if (process.HasExited || clock.Elapsed > TimeSpan.FromSeconds(30))
                    throw new InvalidOperationException($"october up does not start: {(process.HasExited ? await errors : "no answer")}");
                await Task.Delay(2);
            }

            return clock.Elapsed.TotalMilliseconds;
        }
        finally
        {
            Process.Start("kill", ["-TERM", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]).WaitForExit();
            await process.WaitForExitAsync();
            await output;
            Directory.Delete(directory, recursive: true);
        }
    }

    private static async Task<bool> AnswersAsync(HttpClient client, string kubeconfig)
    {
        if (!File.Exists(kubeconfig) || Server().Match(await File.ReadAllTextAsync(kubeconfig)) is not { Success: true } server)
            return false;
        try
        {
            using var answer = await client.GetAsync(new Uri(server.Groups["url"].Value + "/readyz"));
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }

    [GeneratedRegex(@"server:\s*[""']?(?<url>https://[^\s""']+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Server();
}
