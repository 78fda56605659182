package io.binome.server.console;

import java.time.Duration;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/** Serves {@link Assets}; open to everybody. */
@Controller
final class AssetController {
    private final Assets assets;

    AssetController(Assets assets) {
        this.assets = assets;
    }

    @GetMapping("/assets/{file}")
    ResponseEntity<byte[]> get(@PathVariable String file) {
        return assets.find(file)
                .map(asset -> ResponseEntity.ok()
                        .cacheControl(CacheControl.maxAge(Duration.ofDays(365))
                                .cachePublic()
                                .immutable())
                        .contentType(MediaType.parseMediaType(asset.type()))
                        .body(asset.content()))
                .orElseGet(() -> ResponseEntity.notFound().build());
    }

    @GetMapping("/favicon.ico")
    ResponseEntity<byte[]> icon() {
        return get(assets.address("binome.svg").substring("/assets/".length()));
    }
}
