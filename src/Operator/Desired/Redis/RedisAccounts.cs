using System.Security.Cryptography;
using System.Text;
using October.Operator.Decide.Rotation;

namespace October.Operator.Desired.Redis;

/// <summary>The users of an app's redis, each with the least rights.</summary>
internal static class RedisAccounts
{
    /// <summary>Api, worker, and Celery's programs beside them. The user that a password alone logs in as: pods of every version do.</summary>
    public const string Application = "default";

    /// <summary>The operator, while it rotates the password. It may give rights, so that it could have any.</summary>
    public const string Operator = "october-operator";

    /// <summary>Backups, which read as a replica does.</summary>
    public const string Backup = "october-backup";

    /// <summary>The key, in the Secret of redis' configuration, of the password of <see cref="Backup"/>.</summary>
    public const string BackupPasswordKey = "BACKUP_PASSWORD";

    /// <summary>The key, in the same Secret, of what the passwords of the users that are not the application's are made of.</summary>
    public const string UsersKeyItem = "USERS_KEY";

    /// <summary>
    /// What October's scripts and Celery's clients send, and nothing that reads or changes the server. All keys, as every name is one that a queue may have,
    /// and no other program's data is there.
    /// </summary>
    private const string ApplicationRights =
        "~* &* -@all " +
        "+brpop +client|id +client|setname +del +echo +eval +evalsha +exec +exists +expire +get +hdel +hexists +hget +hgetall +hlen +hmget " +
        "+hrandfield +hset +incrby +info +llen +lpop +lpush +lrange +mget +multi +ping +psubscribe +publish +punsubscribe +rpop +rpush +sadd " +
        "+script|load +select +set +setex +smembers +srem +subscribe +time +type +unsubscribe +unwatch +watch +zadd +zcard +zcount " +
        "+zmscore +zrange +zrangebyscore +zrem +zremrangebyscore +zrevrange +zrevrangebyscore +zscore";

    /// <summary>All of them, the application's last: it may be who changes them, and has the rights for that until then.</summary>
    /// <param name="passwords">As the app's Secret has them.</param>
    /// <param name="accepted">What the application may log in with.</param>
    public static IReadOnlyList<RedisAccount> Of(Passwords passwords, IReadOnlyList<string> accepted) =>
    [
        new(Operator, "-@all +acl|setuser +client|kill +client|setname +select +echo +ping", [PasswordOf(Operator, passwords)]),
        new(Backup, "-@all +ping +psync +replconf +sync", [PasswordOf(Backup, passwords)]),
        new(Application, ApplicationRights, accepted),
    ];

    /// <summary>The password of a user that is not the application's: pods of the application cannot know it.</summary>
    public static string PasswordOf(string account, Passwords passwords) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(passwords.UsersKey), Encoding.UTF8.GetBytes(account)));
}
