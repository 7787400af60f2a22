using October.Operator.Rollout;
using October.Operator.Smoke;
using October.Runtime.Api;

namespace October.Operator.Controllers;

/// <summary>Adds the last lines of a failing container's log to the failure, while the container is still there to ask.</summary>
internal sealed class Evidence(IKubeApi api)
{
    private const int Lines = 5;

    public async Task<Observed> AddAsync(Observed seen, IReadOnlyList<PodFailure> blame, CancellationToken token)
    {
        foreach (var pod in blame.Where(pod => pod.Container is not null && pod.Reason == Crd.Status.Reasons.CrashLoop))
        {
            var log = await api.ReadLogAsync(pod.Pod.Metadata.NamespaceProperty, pod.Pod.Metadata.Name, pod.Container!, Lines, previous: true, token);
            if (log.Length == 0)
                continue;
            var message = $"{pod.Message}; its last words: {Bounded.Text(log)}";
            seen = seen with
            {
                Api = Replace(seen.Api, pod.Message, message),
                Worker = Replace(seen.Worker, pod.Message, message),
                Redis = Replace(seen.Redis, pod.Message, message),
                PreviewApi = Replace(seen.PreviewApi, pod.Message, message),
                PreviewWorker = Replace(seen.PreviewWorker, pod.Message, message),
            };
        }

        return seen;
    }

    private static ComponentHealth Replace(ComponentHealth health, string from, string to) =>
        health.Fatal?.Message == from ? health with { Fatal = health.Fatal with { Message = to } } : health;
}
