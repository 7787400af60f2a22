using October.Operator.Decide.Rollout.Model;

namespace October.Operator.Gather.Health;

/// <summary>The health of an app's components on both tracks.</summary>
internal sealed record AppHealth(ComponentHealth Api, ComponentHealth Worker, ComponentHealth Redis, ComponentHealth PreviewApi, ComponentHealth PreviewWorker);
